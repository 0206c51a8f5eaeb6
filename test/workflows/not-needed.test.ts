import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { RatioSeries } from '../../src/situation.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aSeries } from '../support/a-situation.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const anAlert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;
const healthy = aSeries([0.001, 0.001, 0.002, 0.001, 0.001]);
const known = (now: RatioSeries) => ({ state: 'known', value: { now, beforeDeployment: 0.001 } }) as const;
const gone = known(healthy);
/** Four of these minutes are two full windows. */
const quickMinutes = { timings: { errorRateFor: 40, errorRateMinute: 20 } };

describe('a trigger that is gone before anything was changed', () => {
  it('ends as NOT_NEEDED after two full windows, measured each minute', async () => {
    const script = { entry: quickMinutes, situation: { errorRate: gone } };
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const report = await (await start(anAlert)).report();
        expect(report.outcome).toBe('NOT_NEEDED');
        expect(report.timeline.map(({ text }) => text)).toContain(
          'measured again: still gone: errors 0.1 %, above 5 % in 0 of 2 minutes',
        );
        expect(callsOf('measureErrorRate')).toHaveLength(4);
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'not-needed' },
    );
  });

  it.each([
    ['is back in one minute', known(aSeries([0.001, 0.001, 0.001, 0.001, 0.2])), /the trouble is back/],
    ['could not be measured', { state: 'unknown', why: 'Prometheus did not answer' } as const, /could not measure/],
  ])('looks and plans again within a minute when the trouble %s', async (_, third, said) => {
    let measured = 0;
    const measureErrorRate = async () => ((measured += 1) < 3 ? gone : third);
    const script = { entry: quickMinutes, measureErrorRate, lookAround: onceGoneThenTroubled() };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const report = await (await start(anAlert)).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(callsOf('measureErrorRate')).toHaveLength(3);
      expect(report.timeline.map(({ text }) => text)).toContainEqual(expect.stringMatching(said));
    });
  });

  it('is left at once when the run is aborted', async () => {
    const script = { situation: { errorRate: gone } };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(anAlert);
      await run.until(({ waiting }) => waiting?.then?.startsWith('ends as NOT_NEEDED') === true);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect((await run.report()).outcome).toBe('ABORTED');
      expect(callsOf('measureErrorRate')).toEqual([]);
    });
  });
});

describe('trouble that is not breached but not gone either', () => {
  it.each([
    ['four of five minutes above the limit', aSeries([0.2, 0.2, 0.04, 0.2, 0.2])],
    ['a steady 20 % that was there the hour before', aSeries([0.2, 0.2, 0.2, 0.2, 0.2], { baseline: 0.2 })],
  ])('asks a person: %s', async (_, series) => {
    const entry = { timings: { gateSEV2: 100, gateEndsAfter: 300 } };
    await withRollbacks(temporal, { entry, situation: { errorRate: known(series) } }, async ({ start, callsOf }) => {
      expect(await (await start(anAlert)).report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringMatching(/Nobody approved/),
      });
      expect(callsOf('measureErrorRate')).toEqual([]);
    });
  });
});

/** Looks of which the first, which is stale by then, finds the trouble gone. */
function onceGoneThenTroubled(): Activities['lookAround'] {
  let looks = 0;
  const good = scripted().activities;
  return async (input) => {
    looks += 1;
    const seen = await good.lookAround(input);
    return looks === 1 ? { ...seen, errorRate: gone, seenAt: new Date(Date.now() - 60_000).toISOString() } : seen;
  };
}
