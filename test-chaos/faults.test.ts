// Each AWS call of Methods 1 and 3 with each fault: nothing is done twice, the outcome is named, the report says what is so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStage, shortWatch, type TestStage } from '../test/support/a-stage.js';
import { faultRows, faultsOf } from './fault-rows.js';
import { deployForLong } from './long-deployment.js';
import { operationsAsked } from './recorded-calls.js';
import { type Settled, settled } from './settled.js';
import { type Before, expectItIsSo } from './what-is-so.js';

const settings = { ...shortWatch, recovery: { minimumSample: 1 } };
const methods = { 'ecs-task': 'Method 3', automatic: 'Method 1' } as const;
type MethodName = keyof typeof methods;

/** Only these operations are tried where the variable is set, for a look at one of them. */
const only = process.env.RUNBACK_CHAOS_ONLY?.split(',');
const operations = Object.keys(faultRows).filter((operation) => only === undefined || only.includes(operation));
const servicesAtOnce = 4;

interface Case {
  readonly operation: string;
  readonly given: object;
  readonly service: string;
}

interface Played extends Settled {
  readonly before: Before;
}

async function play(
  stage: TestStage,
  method: MethodName,
  { operation, given, service }: Case,
): Promise<Played | Error> {
  try {
    if (method === 'automatic') await deployForLong(stage, service);
    const before = { deployments: await stage.deployments(service) };
    const about = faultRows[operation]?.namesNoService ? {} : { about: `${service}-prod` };
    await stage.fault({ ...given, operation, ...about });
    await stage.ask(service, { method });
    return { before, ...(await settled(stage, service)) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** In deployment for Method 1, at rest on the release before for Method 3. */
async function ask(stage: TestStage, method: MethodName, service: string): Promise<void> {
  if (method === 'automatic') await deployForLong(stage, service);
  await stage.ask(service, { method });
}

describe.runIf(only === undefined)('the calls of a rollback without faults', () => {
  it('are exactly those that have a row in the matrix', async () => {
    const stage = await aStage({ 'applylens-api': settings, back: settings });
    try {
      await Promise.all([ask(stage, 'ecs-task', 'applylens-api'), ask(stage, 'automatic', 'back')]);
      await Promise.all([stage.report('applylens-api'), stage.report('back')]);
      expect(await operationsAsked(stage)).toEqual(Object.keys(faultRows).sort());
    } finally {
      await stage.end();
    }
  });
});

const batches = Array.from({ length: Math.ceil(operations.length / servicesAtOnce) }, (_, index) =>
  operations.slice(index * servicesAtOnce, (index + 1) * servicesAtOnce),
);

describe.each(Object.keys(methods) as MethodName[])('%s', (method) => {
  describe.each(batches.map((batch) => ({ batch, names: batch.join(', ') })))('$names', ({ batch }) => {
    const cases = batch.flatMap((operation) =>
      Object.entries(faultsOf(operation)).map(([fault, given]) => ({
        operation,
        fault,
        given,
        service: nameOf(operation, fault),
      })),
    );
    const ends = new Map<string, Played | Error>();
    let stage: TestStage;

    beforeAll(async () => {
      const services = Object.fromEntries(cases.map(({ service }) => [service, settings]));
      stage = await aStage({ 'applylens-api': settings, ...services }, { requestsPerSecond: 5 });
      await Promise.all(cases.map(async (each) => ends.set(each.service, await play(stage, method, each))));
    });
    afterAll(() => stage?.end());

    it.each(cases)('$operation $fault', async ({ service }) => {
      const end = ends.get(service);
      if (end === undefined || end instanceof Error) throw end ?? new Error(`${service} was not played`);
      await expectItIsSo(stage, service, end.before, end);
    });
  });
});

function nameOf(operation: string, fault: string): string {
  const short = operation.split(':')[1]?.replaceAll(/[a-z]/g, '').toLowerCase() ?? '';
  return `f${Object.keys(faultRows).indexOf(operation)}${short}-${fault}`;
}
