import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { until } from '../../sandbox/processes/until.js';
import type { Amendment } from '../../src/amended.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

interface Sent {
  readonly action: string;
  readonly dedupKey: string;
  readonly summary: string;
}

/** Paging that can be switched off; what it took. */
function aPaging() {
  const sent: Sent[] = [];
  const is = { down: true, tried: 0 };
  const page: Activities['page'] = async ({ action, dedupKey, summary }) => {
    is.tried += 1;
    if (is.down)
      throw ApplicationFailure.create({ message: 'down', type: 'PagingUnavailable', nextRetryDelay: '200ms' });
    sent.push({ action, dedupKey, summary });
    return { at: new Date().toISOString() };
  };
  return { page, sent, is };
}

const linesAdded = (calls: readonly unknown[]): string[] =>
  (calls as readonly { amendment: Amendment }[]).flatMap(({ amendment: { lines = [] } }) =>
    lines.map(({ text }) => text),
  );

describe('pages, while paging is down for longer than the rollback lasts', () => {
  it('reach people when it is back: who broke the glass is known to the manager, and the report says when', async () => {
    const { page, sent, is } = aPaging();
    await withRollbacks(temporal, { entry: { policy: { approvals: 2 } }, page }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'olga', breakGlass: 'alone at night' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      expect(sent).toEqual([]);
      is.down = false;
      await until('nobody was paged', 20_000, async () => (sent.length > 0 ? true : undefined));
      expect(sent).toEqual([
        expect.objectContaining({ action: 'trigger', summary: expect.stringMatching(/^BREAK-GLASS: olga alone/) }),
      ]);
      await until('the report does not say so', 20_000, async () =>
        linesAdded(callsOf('amendReport')).some((line) => /^paged .* about the break-glass$/.test(line))
          ? true
          : undefined,
      );
    });
  });

  it('ring for no gate that is over, which the timeline says', async () => {
    const { page, sent, is } = aPaging();
    const quick = { policy: { approvals: 1 }, timings: { gateSEV2: 1_500 }, timeScale: 300 };
    await withRollbacks(temporal, { entry: quick, page }, async ({ start }) => {
      const run = await start();
      await until('nobody tried to page', 20_000, async () => (is.tried > 0 ? true : undefined));
      await run.say('approve', { by: 'ann' });
      await run.until(({ timeline }) => timeline.some(({ text }) => /dropped: its gate was over/.test(text)));
      is.down = false;
      await run.report();
      await temporal.client.workflow.getHandle(await escalationOf(run)).result();
      expect(sent.filter(({ action }) => action === 'trigger')).toEqual([]);
    });
  });
});

const escalationOf = async ({ status }: { status: () => Promise<{ runKey: string }> }): Promise<string> =>
  `escalation/prod/applylens-api/${(await status()).runKey}`;
