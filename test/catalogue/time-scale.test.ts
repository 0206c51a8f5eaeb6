import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Timings } from '../../src/catalogue/entry.js';
import { scaleTimings } from '../../src/catalogue/time-scale.js';

const ms = fc.integer({ min: 1, max: 86_400_000 });
const method = fc.record({ expected: ms, budget: ms });
const scaled = {
  errorRateMinute: ms,
  errorRateFor: ms,
  errorRateBaseline: ms,
  latencyFor: ms,
  latencyBaseline: ms,
  latencyBaselineStep: ms,
  burnRateLong: ms,
  burnRateShort: ms,
  connectionFailuresFor: ms,
  watch: ms,
  watchAtMost: ms,
  monitor: ms,
  escalateAfter: ms,
  escalateAfterSEV1: ms,
  escalateEvery: ms,
  gateSEV1: ms,
  gateSEV2: ms,
  gateEndsAfter: ms,
  databaseGateEndsAfter: ms,
  operatorEndsAfter: ms,
  soak: ms,
  suspectWithin: ms,
  propagation: ms,
  minimumRung: ms,
  updates: ms,
  updatesWhileWaiting: ms,
};
const unscaled = { poll: ms, metricsPoll: ms, guardEvery: ms, escalationLook: ms, httpTimeout: ms };
const methods = fc.record({ automatic: method, script: method, 'ecs-task': method, canary: method, database: method });
const timings: fc.Arbitrary<Timings> = fc.record({ ...scaled, ...unscaled, methods });

const durations = (all: Timings, names: readonly string[]): number[] =>
  Object.entries(all).flatMap(([name, value]: [string, unknown]) =>
    names.includes(name) && typeof value === 'number' ? [value] : [],
  );
const ofMethods = (all: Timings) => Object.values(all.methods).flatMap(({ expected, budget }) => [expected, budget]);

it('a simulation shortens what the runbook and the policy wait for, to no less than a millisecond', () => {
  fc.assert(
    fc.property(timings, fc.double({ min: 1, max: 1000, noNaN: true }), (before, timeScale) => {
      const after = scaleTimings(before, timeScale);
      const shortened = (each: number) => Math.max(1, Math.round(each / timeScale));
      const names = Object.keys(scaled);
      expect(durations(after, names)).toEqual(durations(before, names).map(shortened));
      expect(ofMethods(after)).toEqual(ofMethods(before).map(shortened));
    }),
  );
});

it('a simulation polls, looks and gives up on an answer as production does', () => {
  fc.assert(
    fc.property(timings, fc.integer({ min: 1, max: 1000 }), (before, timeScale) => {
      const names = Object.keys(unscaled);
      expect(durations(scaleTimings(before, timeScale), names)).toEqual(durations(before, names));
    }),
  );
});
