import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { present, primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';

const cluster = 'applylens-prod';
let sandbox: CheckedSandbox;
let client: ECSClient;
let number = 0;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = ecsClientOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const aService = async () => {
  const { name, url } = await sandbox.addService(`shop-${++number}-prod`);
  return { name, url, seen: serviceSeenBy(client, name) };
};

describe('a rolling deployment', () => {
  it('replaces the tasks within the percentages, from IN_PROGRESS to COMPLETED', async () => {
    const { seen } = await aService();
    const before = await seen.describe();
    const answer = await seen.update({ taskDefinition: present(before.taskDefinition).replace(':121', ':120') });
    const states = await seen.untilCompleted(120);

    expect(present(answer.deployments).map(({ desiredCount, runningCount }) => [desiredCount, runningCount])).toEqual([
      [0, 0],
      [4, 4],
    ]);
    for (const { deployments = [], runningCount = 0, pendingCount = 0 } of states) {
      expect(runningCount + pendingCount).toBeLessThanOrEqual(8);
      expect(runningCount).toBeGreaterThanOrEqual(4);
      expect(deployments.map(({ status }) => status)).toEqual(
        deployments.length === 1 ? ['PRIMARY'] : ['PRIMARY', 'ACTIVE'],
      );
    }
    expect(states.some(({ pendingCount }) => pendingCount === 4)).toBe(true);
    const primary = primaryOf(present(states.at(-1)));
    expect(primary).toMatchObject({
      desiredCount: 4,
      runningCount: 4,
      rolloutStateReason: `ECS deployment ${primary.id} completed.`,
    });
  });

  it('tells of it in events, newest first, with the texts of ECS', async () => {
    const { name, seen } = await aService();
    const old = primaryOf(await seen.describe());
    await seen.update({ taskDefinition: `${name}:120` });
    const [done] = (await seen.untilCompleted(120)).slice(-1);
    const { id } = primaryOf(present(done));

    const texts = present(done?.events).map(({ message }) => message ?? '');
    expect(texts.slice(0, 2)).toEqual([
      `(service ${name}) has reached a steady state.`,
      `(service ${name}) (deployment ${id}) deployment completed.`,
    ]);
    expect(texts.join('\n')).toContain(`(service ${name}, taskSet ${old.id}) has begun draining connections on`);
    expect(texts.join('\n')).toMatch(
      new RegExp(`\\(service ${name}\\) has started 4 tasks: \\(task [0-9a-f]{32}\\) \\(task `),
    );
  });

  it('records a service deployment with the image digests that ran', async () => {
    const { name, seen } = await aService();
    await seen.update({ taskDefinition: `${name}:120` });
    await seen.untilCompleted(120);
    const listed = await client.send(new ListServiceDeploymentsCommand({ cluster, service: name }));
    const serviceDeploymentArns = [present(listed.serviceDeployments?.[0]?.serviceDeploymentArn)];
    const { serviceDeployments } = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));

    expect(serviceDeployments?.[0]).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { requestedTaskCount: 4, runningTaskCount: 4, pendingTaskCount: 0 },
      deploymentCircuitBreaker: { status: 'MONITORING_COMPLETE', failureCount: 0, threshold: 3 },
    });
  });

  it('is not begun by a change of settings alone, but by force', async () => {
    const { seen } = await aService();
    const before = primaryOf(await seen.describe());
    const changed = await seen.update({ deploymentConfiguration: { minimumHealthyPercent: 50 } });
    const forced = await seen.update({ forceNewDeployment: true });

    expect(changed.deployments?.map(({ id }) => id)).toEqual([before.id]);
    expect(changed.deploymentConfiguration).toMatchObject({ minimumHealthyPercent: 50, maximumPercent: 200 });
    expect(revisionOf(primaryOf(forced))).toBe(revisionOf(before));
    expect(primaryOf(forced).id).not.toBe(before.id);
  });

  it('is not begun by another desired count: the same deployment scales', async () => {
    const { seen } = await aService();
    const before = primaryOf(await seen.describe());
    await seen.update({ desiredCount: 2 });
    const scaled = await until(seen.describe, ({ runningCount }) => runningCount === 2, { every: 60 });

    expect(scaled.deployments).toMatchObject([{ id: before.id, desiredCount: 2, runningCount: 2 }]);
  });

  it('leaves COMPLETED tasks draining behind, as ECS does', async () => {
    const { name, seen } = await aService();
    await seen.update({ taskDefinition: `${name}:120` });
    await seen.untilCompleted(120);
    const { taskArns } = await client.send(
      new ListTasksCommand({ cluster, serviceName: name, desiredStatus: 'STOPPED' }),
    );
    const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));

    expect(tasks).toHaveLength(4);
    expect(tasks?.map(({ lastStatus }) => lastStatus)).not.toContain('STOPPED');
    expect(tasks?.[0]?.stoppedReason).toMatch(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/);
  });
});

describe('tasks', () => {
  it('are replaced when somebody stops one', async () => {
    const { name, seen } = await aService();
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: name }));
    const { task } = await client.send(new StopTaskCommand({ cluster, task: taskArns[0], reason: 'drill' }));
    const replaced = await until(
      async () => (await client.send(new ListTasksCommand({ cluster, serviceName: name }))).taskArns ?? [],
      (arns) => arns.length === 4 && !arns.includes(taskArns[0] ?? ''),
      { every: 60 },
    );

    expect(task).toMatchObject({
      lastStatus: 'DEACTIVATING',
      desiredStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'drill',
    });
    expect(replaced.filter((arn) => taskArns.includes(arn))).toHaveLength(3);
    await until(seen.describe, ({ runningCount }) => runningCount === 4, { every: 60 });
  });

  it('begin with the first deployment of a new service', async () => {
    const { name } = await aService();
    const { service } = await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName: `${name}-without-traffic`,
        taskDefinition: `${name}:121`,
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      }),
    );
    expect(service?.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }]);
    await serviceSeenBy(client, `${name}-without-traffic`).untilCompleted(121);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
