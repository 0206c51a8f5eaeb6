// What people do in the demo, and what becomes of their chat.
import { clock } from '../../src/runbook/wording.js';
import { until } from '../processes/until.js';
import type { Stage } from './acts.js';
import type { Deed } from './deeds.js';

const doubles = ['slack', 'paging', 'statuspage'] as const;
const within = 120_000;

const control = ({ stack }: Stage, path: string): URL => new URL(path, stack().sandbox.addresses.control);

async function setFault(stage: Stage, fault: object): Promise<void> {
  for (const double of doubles) {
    const answer = await fetch(control(stage, `/${double}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    if (!answer.ok) throw new Error(`the simulated ${double} answers ${answer.status}`);
  }
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
