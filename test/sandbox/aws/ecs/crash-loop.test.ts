// Tasks that end again and again: when the circuit breaker trips, and how the scheduler holds the next start back.
import type { DeploymentCircuitBreaker, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';
import { aShiftingService } from './a-shifting-service.js';

let sandbox: CheckedSandbox;
let client: ECSClient;
let number = 0;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'blue-green', timeScale: 60 });
  client = ecsClientOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

type Threshold = NonNullable<DeploymentCircuitBreaker['thresholdConfiguration']>;
const rolling = { strategy: 'ROLLING' as const };
const recordOf = (name: string) => sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get(name);

/** A service of one task at a time, so that its starts come one after the other. */
const aSmallService = async (deploymentCircuitBreaker: DeploymentCircuitBreaker) => {
  const { name } = await sandbox.addService(`looping-${++number}-prod`);
  const seen = serviceSeenBy(client, name);
  await seen.update({ desiredCount: 1, deploymentConfiguration: { ...rolling, deploymentCircuitBreaker } });
  await until(
    () => recordOf(name)?.deployments.find(({ status }) => status === 'PRIMARY')?.desiredCount,
    (desired) => desired === 1,
  );
  return { name, seen };
};

const failuresAtTrip = async (thresholdConfiguration: Threshold): Promise<number | undefined> => {
  const { name, seen } = await aSmallService({ enable: true, rollback: true, thresholdConfiguration });
  await seen.update({ taskDefinition: `${name}:122` });
  const bad = () => recordOf(name)?.serviceDeployments.at(-1);
  await until(bad, (now) => now?.breaker.status === 'TRIGGERED', { within: 30_000 });
  expect(revisionOf(primaryOf(await seen.describe()))).toBe(121);
  return bad()?.breaker.failures;
};

describe.concurrent('the circuit breaker trips', () => {
  it.each<[string, Threshold, number]>([
    ['at a count', { type: 'COUNT', value: 2 }, 2],
    ['at a share of the desired count, but not below three', { type: 'BOUNDED_PERCENT', value: 50 }, 3],
    ['at a share of the desired count, however few that are', { type: 'UNBOUNDED_PERCENT', value: 50 }, 1],
  ])('%s', async (_, threshold, failures) => {
    expect(await failuresAtTrip(threshold)).toBe(failures);
  });

  it('of a blue/green deployment before it has any traffic', async () => {
    const service = await aShiftingService(sandbox, client, `looping-${++number}-prod`);
    await service.update({ taskDefinition: `${service.name}:122` });
    expect(await service.ended()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining('circuit breaker'),
    });
    expect(await service.weights()).toEqual([100, 0]);
  });
});

describe.concurrent('tasks that never run', () => {
  const pausesOf = (name: string): readonly number[] => {
    const starts = [...(recordOf(name)?.tasks.values() ?? [])]
      .filter(({ deployment }) => deployment.taskDefinition.endsWith(':122'))
      .map(({ createdAt }) => createdAt)
      .sort((a, b) => a - b);
    return starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  };

  it('are started at longer and longer intervals, and at once again for a new task definition', async () => {
    const { name, seen } = await aSmallService({ enable: false, rollback: false });
    await seen.update({ taskDefinition: `${name}:122` });
    const grown = (pauses: readonly number[]) => pauses.some((pause) => pause > 3 * (pauses[0] ?? 0));
    const pauses = await until(() => pausesOf(name), grown, { within: 40_000 });

    const asked = Date.now();
    await seen.update({ taskDefinition: `${name}:120` });
    const started = () =>
      [...(recordOf(name)?.tasks.values() ?? [])].find(({ deployment }) => deployment.taskDefinition.endsWith(':120'));
    const task = await until(started, (found) => found !== undefined);
    expect((task?.createdAt ?? 0) - asked).toBeLessThan(Math.max(...pauses));
  }, 60_000);
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
