import {
  DeregisterTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServicesCommand,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';

const cluster = 'applylens-prod';
let sandbox: CheckedSandbox;
let client: ECSClient;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = ecsClientOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
const run = (given: Partial<RunTaskCommandInput> = {}) =>
  client.send(
    new RunTaskCommand({ cluster, taskDefinition: 'applylens-api-prod:121', networkConfiguration, ...given }),
  );
const seen = async (task: Task | undefined): Promise<Task | undefined> =>
  (await client.send(new DescribeTasksCommand({ cluster, tasks: [task?.taskArn ?? ''] }))).tasks?.[0];
const reaching = (task: Task | undefined, status: string) =>
  until(
    () => seen(task),
    (now) => now?.lastStatus === status,
    { every: 100 },
  );

describe('a task that is run by itself', () => {
  it('belongs to its family, runs, and ends with the reason of who stops it', async () => {
    const environment = [{ name: 'APP_VERSION', value: 'once' }];
    const { tasks, failures } = await run({
      startedBy: 'runback',
      overrides: { containerOverrides: [{ name: 'api', command: ['sleep', '60'], environment }] },
    });
    expect(failures).toEqual([]);
    const [task] = tasks ?? [];
    expect(task).toMatchObject({
      lastStatus: 'PROVISIONING',
      group: 'family:applylens-api-prod',
      startedBy: 'runback',
      overrides: { containerOverrides: [{ command: ['sleep', '60'] }] },
    });
    await reaching(task, 'RUNNING');
    const stopped = await client.send(new StopTaskCommand({ cluster, task: task?.taskArn, reason: 'enough' }));
    expect(stopped.task).toMatchObject({ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' });
    expect(await reaching(task, 'STOPPED')).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough' });
  });

  it('is listed by who started it, and is no service', async () => {
    const { tasks } = await run({ startedBy: 'somebody', count: 2 });
    const listed = await client.send(new ListTasksCommand({ cluster, startedBy: 'somebody' }));
    expect(listed.taskArns?.toSorted()).toEqual(tasks?.map(({ taskArn }) => taskArn).toSorted());
    const { serviceArns } = await client.send(new ListServicesCommand({ cluster }));
    expect(serviceArns?.map((arn) => arn.split('/').at(-1))).toEqual(['applylens-api-prod']);
  });

  it('is run once for one client token', async () => {
    const once = await run({ clientToken: 'token-1' });
    const again = await run({ clientToken: 'token-1' });
    expect(again.tasks?.[0]?.taskArn).toBe(once.tasks?.[0]?.taskArn);
    await expect(run({ clientToken: 'token-1', taskDefinition: 'applylens-api-prod:120' })).rejects.toThrow();
  });

  it('is refused without a network, of an INACTIVE or unknown task definition, and of an unknown container', async () => {
    await expect(run({ networkConfiguration: undefined })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(run({ taskDefinition: 'applylens-api-prod:999' })).rejects.toMatchObject({ name: 'ClientException' });
    await expect(run({ overrides: { containerOverrides: [{ name: 'web' }] } })).rejects.toThrow(
      /web is not a container/,
    );
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'applylens-api-prod:120' }));
    await expect(run({ taskDefinition: 'applylens-api-prod:120' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'TaskDefinition is inactive',
    });
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
