// kill -9 of the worker in each activity of a rollback, as recorded histories name them; the services side by side on one production.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../sandbox/processes/until.js';
import { rollbackId } from '../src/identifiers.js';
import { aStage, shortWatch, type TestStage } from '../test/support/a-stage.js';
import { keptHistories } from '../test/support/kept-histories.js';
import { activityTypesOf } from './activity-types.js';
import { type KillCase, killCases } from './kill-cases.js';
import { deployForLong } from './long-deployment.js';
import { type Settled, settled } from './settled.js';
import { expectItIsSo } from './what-is-so.js';

/** Histories of the two ways that ECS itself goes. */
const recorded = ['rolled-back', 'taken-back'];
const cases = Object.entries(killCases).map(([activity, way]) => ({
  activity,
  service: activity.toLowerCase(),
  ...way,
}));
type Case = (typeof cases)[number];
const isHeld = ({ hangs, settings }: KillCase): boolean => hangs !== undefined || settings !== undefined;
const held = cases.filter(isHeld);
const met = cases.filter((each) => !isHeld(each));

let stage: TestStage;
const before = new Map<string, number>();
const ends = new Map<string, Settled>();

beforeAll(async () => {
  const services = Object.fromEntries(cases.map(({ service, settings }) => [service, { ...shortWatch, ...settings }]));
  stage = await aStage({ 'applylens-api': shortWatch, ...services }, { requestsPerSecond: 10 });
  await Promise.all(held.map(begin));
  await Promise.all(held.map(isUnderWay));
  await killAndGoOn();
  for (const each of met) {
    await begin(each);
    await isScheduled(each);
    await killAndGoOn();
  }
  await Promise.all(cases.map(async ({ service }) => ends.set(service, await settled(stage, service))));
}, 600_000);
afterAll(() => stage?.end());

async function begin({ service, method, hangs, afterFirstChange }: Case): Promise<void> {
  if (method === 'automatic') await deployForLong(stage, service);
  before.set(service, await stage.deployments(service));
  const hang = async () => {
    if (hangs === undefined) return;
    const about = hangs.about?.(service) ?? `${service}-prod`;
    await stage.fault({ fault: 'delay', ms: 600_000, times: 1_000, operation: hangs.operation, about });
  };
  if (afterFirstChange !== true) await hang();
  await stage.ask(service, { method });
  if (afterFirstChange !== true) return;
  await stage.seen(service, ({ times }) => times.firstChangeAt !== undefined, 'its first change');
  await hang();
}

const handleOf = (service: string) => stage.temporalClient.workflow.getHandle(rollbackId('prod', service));

/** A worker has begun it and not ended it. */
async function isUnderWay({ service, activity }: Case): Promise<void> {
  await until(`${service}: ${activity} was not under way`, 90_000, async () => {
    const { raw } = await handleOf(service).describe();
    const pending = (raw.pendingActivities ?? []).some(
      ({ activityType, lastStartedTime }) =>
        activityType?.name === activity && lastStartedTime !== null && lastStartedTime !== undefined,
    );
    return pending ? true : undefined;
  });
}

const isScheduled = ({ service, activity }: Case): Promise<true> =>
  until(`${service}: ${activity} was not scheduled`, 90_000, async () =>
    activityTypesOf(await handleOf(service).fetchHistory()).includes(activity) ? true : undefined,
  );

async function killAndGoOn(): Promise<void> {
  await stage.kill('worker');
  await stage.clearFaults();
  await stage.startAgain('worker');
}

describe('a kill', () => {
  it('has a case for every activity of the recorded histories', async () => {
    const histories = (await keptHistories()).filter(({ name }) => recorded.includes(name));
    const named = await Promise.all(histories.map(async ({ read }) => activityTypesOf((await read()).history)));
    expect(histories).toHaveLength(recorded.length);
    expect([...new Set(named.flat())].sort()).toEqual(Object.keys(killCases).sort());
  });

  it.each(cases)('in $activity: the next worker ends the rollback the same', async ({ service, method }) => {
    const end = ends.get(service);
    if (end === undefined) throw new Error(`${service} did not end`);
    expect(end.report).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
    expect(await stage.changes(service)).toHaveLength(method === 'automatic' ? 0 : 1);
    await expectItIsSo(stage, service, { deployments: before.get(service) ?? 0 }, end);
    expect(stage.stored(service)).toHaveLength(2);
  });
});
