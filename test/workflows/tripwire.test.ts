import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver, refusedBecause } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { entry, nothing, runsUntilStopped } from './a-script-night.js';

const temporal = temporalOfThisFile();

describe('a rollback that makes things worse', () => {
  it('pages at once with the one command that goes back, and goes on until a person says so', async () => {
    const world = {
      followDeployment: forEver,
      standTripwire: async () => ({ at: new Date().toISOString(), why: '50 % of 321 requests fail' }),
    };
    await withRollbacks(
      temporal,
      world,
      async ({ start, callsOf }) => {
        const run = await start();
        const status = await run.until((seen) => seen.timeline.some(({ text }) => text === 'paged the on-call'));
        expect(status.worse?.why).toBe('50 % of 321 requests fail');
        expect(status.phase).toBe('acting');
        expect(callsOf('page')).toEqual([
          expect.objectContaining({
            summary: expect.stringContaining('To go back: runback undo applylens-api --env prod'),
          }),
        ]);
        expect(callsOf('standTripwire')).toEqual([
          expect.objectContaining({ before: { failingShare: 0.098, healthyTargets: 4 } }),
        ]);
      },
      { keepAs: 'worse' },
    );
  });

  it('pages while the release script still runs: it may have changed production already', async () => {
    const world = {
      entry,
      runReleaseScript: runsUntilStopped,
      findScriptDeployment: nothing,
      standTripwire: async () => ({ at: new Date().toISOString(), why: '50 % of 321 requests fail' }),
    };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      const status = await run.until((seen) => seen.timeline.some(({ text }) => text === 'paged the on-call'));
      expect(status.doing).toMatch(/^Running the release script/);
      expect(callsOf('standTripwire')).toEqual([expect.objectContaining({ changedAt: expect.any(String) })]);
      await run.say('abort', { by: 'ann', reason: 'worse' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });

  it('whose tripwire fails says so in the timeline, and goes on', async () => {
    const world = {
      standTripwire: async () => refusedBecause('UnexpectedError', 'a bug of ours'),
      followDeployment: forEver,
    };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      await run.until(({ timeline }) => timeline.some(({ text }) => text.includes('the tripwire stands no more')));
      expect((await run.status()).phase).toBe('acting');
    });
  });

  it('is watched from the first change on: a plan and a gate stand under no tripwire', async () => {
    await withRollbacks(temporal, { entry: { policy: { approvals: 1 } } }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      expect(callsOf('standTripwire')).toEqual([]);
      await run.say('reject', { by: 'ann' });
      await run.report();
      expect(callsOf('standTripwire')).toEqual([]);
    });
  });
});
