// What people do in the demo, and what becomes of their chat.
import { sendMessage } from '../../src/client/message.js';
import { rollbackId } from '../../src/identifiers.js';
import { clock } from '../../src/runbook/wording.js';
import { until } from '../processes/until.js';
import type { Stage } from './acts.js';
import type { Deed } from './deeds.js';

const doubles = ['slack', 'paging', 'statuspage'] as const;
const within = 120_000;

export const control = ({ stack }: Stage, path: string): URL => new URL(path, stack().sandbox.addresses.control);

async function setFault(stage: Stage, fault: object): Promise<void> {
  for (const double of doubles) await post(control(stage, `/${double}`), fault);
}

/** The gate: what is waited for, and what happens when nobody answers. */
export const isWaitedFor: Deed = (_, run) => ({
  title: 'Waiting for approval',
  play: () =>
    run().seen(
      ({ waiting }) =>
        waiting?.what === 'approval' && waiting.until !== undefined
          ? `from ${waiting.from}; if nobody answers by ${clock(waiting.until)}: ${waiting.then ?? ''}`
          : undefined,
      'a gate',
    ),
});

export const chatIsDown: Deed = (stage) => ({
  title: 'Chat is down',
  play: async () => {
    await setFault(stage, { fault: 'down', times: 'always' });
    return 'Slack, PagerDuty and the status page reset every connection';
  },
});

interface Shown {
  readonly channel: string;
  readonly text: string;
}

/** Each message arrives once, the end last. */
export const chatIsBack: Deed = (stage) => ({
  title: 'Chat is back',
  play: async () => {
    await setFault(stage, { fault: 'down', times: 0 });
    const messages = await until('people were not told', within, async () => {
      const { messages: all } = (await (await fetch(control(stage, '/slack'))).json()) as {
        messages: readonly Shown[];
      };
      return all.some(({ text }) => text.includes('ROLLBACK COMPLETE')) ? all : undefined;
    });
    return `${messages.length} messages arrive in Slack, each once, the last one says that it is complete`;
  },
});

export const isEscalated: Deed = (_, run) => ({
  title: 'Escalated',
  play: () => run().escalated(),
});

interface WithButtons extends Shown {
  readonly ts: string;
  readonly buttons: readonly { readonly actionId: string }[];
}

/** The button in the incident's thread, as somebody with Slack on his phone presses it. */
export const approvesInSlack: Deed = (stage, run) => ({
  title: 'Approved in Slack',
  play: async () => {
    const button = 'runback/approve';
    const { ts } = await until('nobody was asked in Slack', within, async () => {
      const { messages } = (await (await fetch(control(stage, '/slack'))).json()) as {
        messages: readonly WithButtons[];
      };
      return messages.findLast(({ buttons }) => buttons.some(({ actionId }) => actionId === button));
    });
    const to = `${stage.stack().server.addresses.http ?? ''}/slack/interactions`;
    const press = { to, message: ts, button, as: 'pedro', channel: '#incidents' };
    await post(control(stage, '/slack/press'), press);
    return run().seen(({ approvals }) => approvals.find(({ decision }) => decision === 'approve')?.by, 'an approval');
  },
});

export const breaksTheGlass: Deed = (stage, run) => ({
  title: 'Glass broken',
  play: async () => {
    const message = { by: 'demo', breakGlass: 'nobody else is awake' };
    await sendMessage(stage.client(), rollbackId('prod', 'applylens-api'), 'approve', message);
    return run().seen(
      ({ told }) => told.find((line) => line.includes('break-glass')) ?? undefined,
      'the manager to be paged',
    );
  },
});

export async function post(url: URL, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url.pathname} answers ${answer.status}: ${await answer.text()}`);
}
