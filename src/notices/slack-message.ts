// A notice as Slack shows it: the runbook's template, the state card, and a button for each verb that would be taken now.
import type { Verb } from '../identifiers.js';
import type { Notice } from '../notice.js';
import { plainText } from '../runbook/communication.js';
import { clockWithSeconds } from '../runbook/wording.js';
import { linesOf, progressLines } from './lines.js';
import { asPlainMrkdwn, mrkdwnOf } from './slack-text.js';

/** What Slack takes of one section. */
const longestSection = 3_000;
const longestText = 3_500;

type Block = Readonly<Record<string, unknown>>;

export interface SlackMessage {
  /** For notifications on a locked phone. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

const section = (text: string): Block => ({
  type: 'section',
  text: { type: 'mrkdwn', text: text.slice(0, longestSection), verbatim: true },
});

const context = (text: string): Block => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: text.slice(0, longestSection), verbatim: true }],
});

const here = 'in this thread';

/** Of the incident: what it is about, how it stands now, and what may be said. Edited with each notice. */
export function firstMessage(notice: Notice): SlackMessage {
  const { card, ended, service, environment } = notice;
  const head = ended === undefined ? [section(mrkdwnOf(progressLines(notice, here)))] : [];
  return {
    text: asPlainMrkdwn(card[0] ?? `${service} ${environment}: ${notice.says ?? notice.reason}`).slice(0, longestText),
    blocks: [...head, section(card.map(asPlainMrkdwn).join('\n')), ...buttons(notice)],
  };
}

/** In the incident's thread. `now`: ISO time of the delivery; late ones say when they were written. */
export function reply(notice: Notice, now: string): SlackMessage {
  const lines = linesOf(notice, here);
  const late = Date.parse(now) - Date.parse(notice.writtenAt) > 60_000;
  return {
    text: asPlainMrkdwn(plainText(lines)).slice(0, longestText),
    blocks: [
      section(mrkdwnOf(lines)),
      ...(late ? [context(`written ${clockWithSeconds(notice.writtenAt)}, could not be posted before`)] : []),
      ...(notice.kind === 'asked' ? buttons(notice) : []),
    ],
  };
}

const buttonOf: Partial<Record<Verb, { readonly text: string; readonly style?: 'primary' | 'danger' }>> = {
  approve: { text: 'Approve', style: 'primary' },
  reject: { text: 'Reject' },
  resume: { text: 'Resume', style: 'primary' },
  pause: { text: 'Pause' },
  abort: { text: 'Abort', style: 'danger' },
};

const whatHappens: Partial<Record<Verb, string>> = {
  approve: 'Production is changed as planned.',
  reject: 'The rollback ends; nothing further is changed.',
  pause: 'No next change until somebody resumes; the clock runs on.',
  resume: 'The rollback goes on.',
  abort: 'No new step; what is half done is settled first.',
};

function buttons(notice: Notice): Block[] {
  const { environment, service, runKey } = notice;
  const value = JSON.stringify({ environment, service, run: runKey });
  const elements = notice.verbs.flatMap((verb) => {
    const shown = buttonOf[verb];
    if (shown === undefined) return [];
    const { text, ...style } = shown;
    return [
      {
        type: 'button',
        action_id: `runback/${verb}`,
        value,
        text: plain(text),
        ...style,
        confirm: {
          title: plain(`${text}?`),
          text: plain(whatHappens[verb] ?? ''),
          confirm: plain(text),
          deny: plain('Cancel'),
        },
      },
    ];
  });
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

const plain = (text: string): Block => ({ type: 'plain_text', text });
