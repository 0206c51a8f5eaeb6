import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { scaledCapacity } from '../../../../sandbox/aws/application-autoscaling/scalable-targets.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { type ControlApi, controlOf } from '../../../support/control-api.js';
import { serviceSeenBy } from '../../../support/ecs-service.js';

const name = 'applylens-api-prod';
const inEcs = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const ResourceId = `service/applylens-prod/${name}`;
let sandbox: CheckedSandbox;
let scaling: ApplicationAutoScalingClient;
let control: ControlApi;

beforeAll(async () => {
  sandbox = await aSandbox();
  scaling = new ApplicationAutoScalingClient(awsSettingsOf(sandbox));
  control = controlOf(sandbox);
});

afterAll(async () => {
  await sandbox?.stop();
});

const register = (input: Partial<RegisterScalableTargetCommandInput>) =>
  scaling.send(new RegisterScalableTargetCommand({ ...inEcs, ResourceId, ...input }));
const target = async () => {
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ...inEcs, ResourceIds: [ResourceId] }),
  );
  return ScalableTargets?.[0];
};
const scaleTo = async (desiredCount: number) =>
  (await control.send('POST', '/scaling', { service: name, desiredCount })).json;

const all = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true };
const none = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };

describe('Application Auto Scaling', () => {
  it('knows no target before one is registered, and refuses one without a range', async () => {
    expect(await target()).toBeUndefined();
    await expect(register({ SuspendedState: all })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(register({ ResourceId: 'service/applylens-prod/gone' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect((await control.send('POST', '/scaling', { service: name, desiredCount: 5 })).status).toBe(400);
  });

  it('suspends scaling and leaves the range as it was', async () => {
    await register({ MinCapacity: 2, MaxCapacity: 6 });
    await register({ SuspendedState: all });
    const suspended = await target();
    await register({ SuspendedState: none });

    expect(suspended).toMatchObject({ ResourceId, MinCapacity: 2, MaxCapacity: 6, SuspendedState: all });
    expect(await target()).toMatchObject({ MinCapacity: 2, MaxCapacity: 6, SuspendedState: none });
  });

  it('changes how many tasks run, within the range, and not while it is suspended', async () => {
    const client = ecsClientOf(sandbox);
    const seen = serviceSeenBy(client, name);
    expect(await scaleTo(9)).toEqual({ from: 4, to: 6 });
    await until(seen.describe, ({ runningCount }) => runningCount === 6, { every: 60 });
    await register({ SuspendedState: { DynamicScalingInSuspended: true } });
    expect(await scaleTo(3)).toEqual({ from: 6, to: 6 });
    await register({ SuspendedState: { DynamicScalingInSuspended: false } });
    expect(await scaleTo(3)).toEqual({ from: 6, to: 3 });

    const { ScalingActivities } = await scaling.send(new DescribeScalingActivitiesCommand({ ...inEcs, ResourceId }));
    const told = ScalingActivities?.map(({ Description }) => Description);
    expect(told).toEqual(['Setting desired count to 3.', 'Setting desired count to 6.']);
    expect((await seen.describe()).deployments).toHaveLength(1);
    client.destroy();
  });

  it('moves the desired count into a range that is registered', async () => {
    await register({ MinCapacity: 5 });
    const { json } = await control.send('POST', '/scaling', { service: name, desiredCount: 5 });

    expect(json).toEqual({ from: 5, to: 5 });
  });
});

describe('what automatic scaling may do', () => {
  const bounds = { minCapacity: 1, maxCapacity: 4 };

  it.each([
    ['goes as far as the range', bounds, none, { current: 2, wanted: 9 }, 4],
    ['brings a service that somebody stopped back', bounds, none, { current: 0, wanted: 1 }, 1],
    [
      'does not scale out while that is suspended',
      bounds,
      { ...none, DynamicScalingOutSuspended: true },
      { current: 0, wanted: 1 },
      0,
    ],
    ['leaves a service below its range alone when it has nothing to add', bounds, none, { current: 0, wanted: 0 }, 0],
    ['still scales in then', bounds, { ...none, DynamicScalingOutSuspended: true }, { current: 3, wanted: 1 }, 1],
  ])('%s', (_, range, suspended, asked, expected) => {
    expect(scaledCapacity({ ...range, suspended }, asked)).toBe(expected);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
