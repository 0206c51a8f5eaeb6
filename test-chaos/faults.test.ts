// Each AWS call of each method with each fault: nothing is done twice, the outcome is named, the report says what is so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/report.js';
import type { TestStage } from '../test/support/a-stage.js';
import { askFor } from './asking.js';
import { expectTheCanaryIsOut } from './canary-in-production.js';
import { expectTheDatabaseIsSo } from './database-in-production.js';
import { casesOf, type FaultCase, only, type Played, play } from './fault-cases.js';
import { type Method, methods } from './fault-rows.js';
import { operationsAsked } from './recorded-calls.js';
import { stageOf } from './stage-of.js';
import { expectItIsSo } from './what-is-so.js';

// So little traffic is never alike: it has criteria of its own in other tests.
const settings = { recovery: { minimumSample: 1, trafficWithin: '100 %' } };
/** On a stage: all of them are visited and checked in quick time, which a busy machine has to keep up with. */
const servicesAtOnce = { 'bad-release': 18, 'canary-bad': 9, 'bad-migration': 9 } as const;
/** A rehearsal keeps the machine busy as well. */
const playedAtOnce = { ...servicesAtOnce, 'bad-migration': 4 } as const;
const optionsOf = (scenario: Method['scenario']) => ({
  scenario,
  settings,
  requestsPerSecond: scenario === 'bad-migration' ? 2 : 5,
});
/** The cases that are played alone follow each other. */
const playedWithinMs = 1_200_000;
const callsOf = (method: string): string => `calls-${method.slice(0, 2)}`;
const scenarios = ['bad-release', 'canary-bad', 'bad-migration'] as const;

describe.runIf(only === undefined)('the calls of a rollback without faults', () => {
  it.each(scenarios)('are exactly those that have a row in the matrix: %s', async (scenario) => {
    const all = Object.entries(methods).filter(([, method]) => method.scenario === scenario);
    const services = all.map(([name, { how }]) => ({ service: callsOf(name), ...how }));
    const stage = await stageOf(services, optionsOf(scenario));
    try {
      await Promise.all(
        all.map(async ([name, { how }]) => {
          await how.prepare?.(stage, callsOf(name));
          await askFor(stage, callsOf(name), how.request);
          expect(await stage.report(callsOf(name))).toMatchObject({ outcome: 'ROLLED_BACK' });
        }),
      );
      const rows = [
        ...all.flatMap(([, { rows }]) => Object.keys(rows)),
        ...Object.keys(methods['ecs-task']?.rows ?? {}),
      ];
      expect(rows).toEqual(expect.arrayContaining(await operationsAsked(stage)));
    } finally {
      await stage.end();
    }
  });
});

const batches = scenarios.flatMap((scenario) => {
  const cases = casesOf(scenario);
  const atOnce = servicesAtOnce[scenario];
  return Array.from({ length: Math.ceil(cases.length / atOnce) }, (_, index) => ({
    scenario,
    number: index + 1,
    cases: cases.slice(index * atOnce, (index + 1) * atOnce),
  }));
});

describe.each(batches)('$scenario, part $number', ({ scenario, cases }) => {
  const ends = new Map<string, Played | Error>();
  let stage: TestStage;

  beforeAll(async () => {
    const services = cases.map(({ service, how }) => ({ service, ...how }));
    stage = await stageOf(services, optionsOf(scenario));
    const keep = async (each: FaultCase) => ends.set(each.service, await played(stage, each));
    const isAlone = ({ row }: FaultCase): boolean => row.alone === true;
    const together = cases.filter((each) => !isAlone(each));
    await sideBySide(playedAtOnce[scenario], together, keep);
    for (const each of cases.filter(isAlone)) {
      await keep(each);
      // What is left of its fault would be met instead of the next one's.
      await stage.clearFaults();
    }
  }, playedWithinMs);
  afterAll(() => stage?.end());

  it.each(cases)('$method: $operation $fault', async ({ service }) => {
    const end = ends.get(service);
    if (end === undefined || end instanceof Error) throw end ?? new Error(`${service} was not played`);
    const { report, isMet } = end;
    if (report.outcome === 'ROLLED_BACK') expect(isMet, 'the fault was met').toBe(true);
    await expectItIsSo(stage, service, end, wasLeft(report) ? 2 : 1);
    if (scenario === 'canary-bad' && report.outcome === 'ROLLED_BACK') await expectTheCanaryIsOut(stage, service);
    if (scenario === 'bad-migration') await expectTheDatabaseIsSo(stage, service, report);
  });
});

/** So many at once, in their order. */
async function sideBySide<Each>(atOnce: number, all: readonly Each[], play: (each: Each) => Promise<unknown>) {
  const left = [...all];
  const playNext = async (): Promise<void> => {
    for (let each = left.shift(); each !== undefined; each = left.shift()) await play(each);
  };
  await Promise.all(Array.from({ length: atOnce }, playNext));
}

/** On a machine that is busy tasks fail their health checks, and the deployment with them: what served before is PRIMARY again. */
const wasLeft = ({ timeline }: Report): boolean =>
  timeline.some(({ text }) => text.includes('is not left to be tried for ever'));

const played = (stage: TestStage, each: FaultCase): Promise<Played | Error> =>
  play(stage, each).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
