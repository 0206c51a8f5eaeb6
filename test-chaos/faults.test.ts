// Each AWS call of each method with each fault: nothing is done twice, the outcome is named, the report says what is so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/report.js';
import type { TestStage } from '../test/support/a-stage.js';
import { expectTheCanaryIsOut } from './canary-in-production.js';
import { casesOf, type FaultCase, only, type Played, play } from './fault-cases.js';
import { type Method, methods } from './fault-rows.js';
import { operationsAsked } from './recorded-calls.js';
import { stageOf } from './stage-of.js';
import { expectItIsSo } from './what-is-so.js';

const options = { requestsPerSecond: 5, settings: { recovery: { minimumSample: 1 } } };
const servicesAtOnce = 36;
/** The cases that are played alone follow each other. */
const playedWithinMs = 900_000;
const callsOf = (method: string): string => `calls-${method.slice(0, 2)}`;
const scenarios: readonly Method['scenario'][] = ['bad-release', 'canary-bad'];

describe.runIf(only === undefined)('the calls of a rollback without faults', () => {
  it.each(scenarios)('are exactly those that have a row in the matrix: %s', async (scenario) => {
    const all = Object.entries(methods).filter(([, method]) => method.scenario === scenario);
    const services = all.map(([name, { how }]) => ({ service: callsOf(name), ...how }));
    const stage = await stageOf(services, { scenario, ...options });
    try {
      await Promise.all(
        all.map(async ([name, { how }]) => {
          await how.prepare?.(stage, callsOf(name));
          await stage.ask(callsOf(name), how.request);
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
  return Array.from({ length: Math.ceil(cases.length / servicesAtOnce) }, (_, index) => ({
    scenario,
    number: index + 1,
    cases: cases.slice(index * servicesAtOnce, (index + 1) * servicesAtOnce),
  }));
});

describe.each(batches)('$scenario, part $number', ({ scenario, cases }) => {
  const ends = new Map<string, Played | Error>();
  let stage: TestStage;

  beforeAll(async () => {
    const services = cases.map(({ service, how }) => ({ service, ...how }));
    stage = await stageOf(services, { scenario, ...options });
    const keep = async (each: FaultCase) => ends.set(each.service, await played(stage, each));
    const isAlone = ({ row }: FaultCase): boolean => row.alone === true;
    await Promise.all(cases.filter((each) => !isAlone(each)).map(keep));
    for (const each of cases.filter(isAlone)) await keep(each);
  }, playedWithinMs);
  afterAll(() => stage?.end());

  it.each(cases)('$method: $operation $fault', async ({ service }) => {
    const end = ends.get(service);
    if (end === undefined || end instanceof Error) throw end ?? new Error(`${service} was not played`);
    const { report, isMet } = end;
    if (report.outcome === 'ROLLED_BACK') expect(isMet, 'the fault was met').toBe(true);
    await expectItIsSo(stage, service, end, wasLeft(report) ? 2 : 1);
    if (scenario === 'canary-bad' && report.outcome === 'ROLLED_BACK') await expectTheCanaryIsOut(stage, service);
  });
});

/** On a machine that is busy tasks fail their health checks, and the deployment with them: what served before is PRIMARY again. */
const wasLeft = ({ timeline }: Report): boolean =>
  timeline.some(({ text }) => text.includes('is not left to be tried for ever'));

const played = (stage: TestStage, each: FaultCase): Promise<Played | Error> =>
  play(stage, each).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
