import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const stillBad = {
  verdict: 'not recovered',
  checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 % (limit < 2 %)' }],
} as const;
const another = { by: 'ann', action: 'choose-target', target: { taskDefinition: arn(122) } };
const pagesOf = (calls: readonly unknown[]) => calls as readonly { action: string; dedupKey: string; to?: string }[];

describe('a rollback that asks twice', () => {
  it('counts no approval of the first gate at the second, and pages for each apart', async () => {
    const { script } = aWorldThatMoves();
    // A minute takes 200 ms: both gates page, since nobody is reached on any channel.
    const entry = { policy: { approvals: 1 }, timings: { gateSEV2: 60_000 }, timeScale: 300 };
    await withRollbacks(
      temporal,
      { ...script, entry, watchRecovery: async () => stillBad },
      async ({ start, callsOf }) => {
        const run = await start();
        const pagedFor = (gate: string) => () =>
          pagesOf(callsOf('page')).some(({ action, dedupKey }) => action === 'trigger' && dedupKey.endsWith(gate));
        await run.until(pagedFor('/approval'));
        await run.say('approve', { by: 'bob' });
        await run.until(({ phase }) => phase === 'waiting for the operator');
        await run.say('decide', another);
        const second = await run.until(
          ({ phase, waiting }) => phase === 'waiting for approval' && waiting !== undefined,
        );
        expect(second.waiting?.from).toBe('1 approver (not olga)');
        await run.until(pagedFor('/approval/2'));
        await run.say('approve', { by: 'bob' });
        await run.until(({ phase, approvals }) => phase === 'waiting for the operator' && approvals.length === 2);
        await run.say('abort', { by: 'ann', reason: 'enough' });
        const report = await run.report();
        expect(report.approvals.map(({ decision, by }) => [decision, by])).toEqual([
          ['approve', 'bob'],
          ['approve', 'bob'],
        ]);
        await until('both pages were not resolved', 10_000, async () => {
          const resolved = pagesOf(callsOf('page')).filter(({ action }) => action === 'resolve');
          return resolved.filter(({ dedupKey }) => /\/approval(\/2)?$/.test(dedupKey)).length === 2 ? true : undefined;
        });
        const asked = pagesOf(callsOf('page')).filter(({ dedupKey }) => dedupKey.includes('/approval'));
        expect(asked.every(({ to }) => to === 'the on-call')).toBe(true);
      },
    );
  });
});
