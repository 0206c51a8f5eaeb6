import {
  DescribeServicesCommand,
  type ECSClient,
  GetTaskProtectionCommand,
  ListTasksCommand,
  StopTaskCommand,
  UpdateTaskProtectionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';

const cluster = 'applylens-prod';
const service = 'applylens-api-prod';
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

const seen = async () => {
  const { services } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services ?? [];
  const running = (status: string) => found?.deployments?.find((each) => each.status === status)?.runningCount ?? 0;
  return {
    primary: running('PRIMARY'),
    former: running('ACTIVE'),
    events: found?.events?.map(({ message }) => message),
  };
};

describe('a protected task', () => {
  it('outlives a deployment that replaces all others, until it is stopped by name', async () => {
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: service }));
    const tasks = taskArns.slice(0, 2);
    const protectedNow = await client.send(
      new UpdateTaskProtectionCommand({ cluster, tasks, protectionEnabled: true }),
    );
    expect(protectedNow.protectedTasks).toEqual(
      tasks.map((taskArn) => ({ taskArn, protectionEnabled: true, expirationDate: expect.any(Date) })),
    );
    sandbox.deploy();
    const stuck = await until(seen, ({ primary, events }) => primary === 4 && /protection/.test(events?.[0] ?? ''));
    expect(stuck.former).toBe(2);
    expect(stuck.events?.[0]).toMatch(
      /\(taskSet ecs-svc\/\d+\) was unable to scale in due to \(reason 2 tasks under protection\)$/,
    );
    for (const task of tasks) await client.send(new StopTaskCommand({ cluster, task }));
    await until(seen, ({ former }) => former === 0);
  });

  it('is one of a service: what is not there is said, and asking changes nothing', async () => {
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: service }));
    const [first = ''] = taskArns;
    const answer = await client.send(new GetTaskProtectionCommand({ cluster, tasks: [first, 'no-such-task'] }));
    expect(answer.protectedTasks).toEqual([{ taskArn: first, protectionEnabled: false }]);
    expect(answer.failures).toEqual([{ arn: expect.stringContaining('no-such-task'), reason: 'MISSING' }]);
    expect(sandbox.violations).toEqual([]);
  });
});
