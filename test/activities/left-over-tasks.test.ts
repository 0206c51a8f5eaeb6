import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopLeftOverTasks } from '../../activities/left-over-tasks.js';
import { ecsClientOf } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction();
});
afterAll(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

it('stops as many of the tasks left over as it was asked to, and none once somebody else deploys', async () => {
  const { sandbox, aws, entry } = production;
  const { cluster, service } = entry.ecs;
  await ecsClientOf(sandbox).send(new UpdateServiceCommand({ cluster, service, taskDefinition: taskDefinition(120) }));
  sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:StopTask' });
  const stop = () =>
    new MockActivityEnvironment().run(stopLeftOverTasks({ aws }), {
      entry,
      taskDefinition: taskDefinition(120),
      leave: 2,
    });
  await expect(stop()).rejects.toThrow(/StopTask/);
  expect(await stop()).toMatchObject({ left: 2, stopped: [expect.any(String)] });
  const stopped = () => sandbox.aws.calls.list('ecs:StopTask').filter(({ applied }) => applied);
  expect(stopped()).toHaveLength(2);

  // Somebody deploys meanwhile: what runs beside the target is wanted then.
  await ecsClientOf(sandbox).send(new UpdateServiceCommand({ cluster, service, taskDefinition: taskDefinition(121) }));
  expect(await stop()).toMatchObject({ stopped: [] });
  expect(stopped()).toHaveLength(2);
});
