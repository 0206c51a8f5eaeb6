import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type ServiceEvent,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { type ControlApi, controlOf } from '../../../support/control-api.js';
import { present, primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';

const cluster = 'applylens-prod';
let sandbox: CheckedSandbox;
let client: ECSClient;
let control: ControlApi;
let number = 0;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = ecsClientOf(sandbox);
  control = controlOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const aService = async () => {
  const { name } = await sandbox.addService(`shop-${++number}-prod`);
  return { name, seen: serviceSeenBy(client, name) };
};

const newestServiceDeployment = async (service: string) => {
  const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand({ cluster, service }));
  return present(serviceDeployments?.[0]);
};

const stoppedTasks = async (serviceName: string) => {
  const listed = await client.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED' }));
  if (!listed.taskArns?.length) return [];
  const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: listed.taskArns }));
  return tasks ?? [];
};

describe('a deployment whose tasks do not come up', () => {
  it('is rolled back by the circuit breaker to the last completed deployment under its old id', async () => {
    const { name, seen } = await aService();
    const good = primaryOf(await seen.describe());
    const bad = primaryOf(await seen.update({ taskDefinition: `${name}:122` }));
    const trip = await until(seen.describe, (state) => primaryOf(state).id === good.id, { every: 60 });
    const failed = trip.deployments?.find(({ id }) => id === bad.id);

    expect(failed).toMatchObject({
      status: 'ACTIVE',
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
    const texts = present(trip.events).map(({ message }) => message);
    expect(texts).toContain(`(service ${name}) (deployment ${bad.id}) deployment failed: tasks failed to start.`);
    expect(texts).toContain(`(service ${name}) rolling back to deployment ${good.id}.`);

    const [settled] = (await seen.untilCompleted(121)).slice(-1);
    expect(primaryOf(present(settled)).id).toBe(good.id);
    expect(await newestServiceDeployment(name)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    });
    const [stopped] = await stoppedTasks(name);
    expect(stopped).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    });
    expect(stopped?.containers?.[0]?.exitCode).toBe(1);
  });

  it('stays FAILED beside the running old tasks when the breaker may not roll back', async () => {
    const { name, seen } = await aService();
    const deploymentCircuitBreaker = { enable: true, rollback: false };
    await seen.update({ deploymentConfiguration: { deploymentCircuitBreaker }, taskDefinition: `${name}:122` });
    const failed = await until(seen.describe, (state) => primaryOf(state).rolloutState === 'FAILED', { every: 60 });

    expect(failed.deployments?.map((one) => [one.status, revisionOf(one), one.runningCount])).toEqual([
      ['PRIMARY', 122, 0],
      ['ACTIVE', 121, 4],
    ]);
    expect(await newestServiceDeployment(name)).toMatchObject({ status: 'STOPPED' });
  });

  it('goes on trying, and counts its failures, without a breaker', async () => {
    const { name, seen } = await aService();
    const deploymentCircuitBreaker = { enable: false, rollback: false };
    await seen.update({ deploymentConfiguration: { deploymentCircuitBreaker }, taskDefinition: `${name}:122` });
    const tried = await until(seen.describe, (state) => (primaryOf(state).failedTasks ?? 0) > 4, { every: 60 });

    expect(primaryOf(tried).rolloutState).toBe('IN_PROGRESS');
    expect(tried.runningCount).toBe(4);
    expect(tried.events?.some(({ message }) => message?.includes('unable to consistently start tasks'))).toBe(true);
  });
});

/** Registers what the service runs now with another image. */
const registerWithImage = async (family: string, tag: string): Promise<void> => {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: `${family}:121` }));
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/applylens-api:${tag}`;
  const containerDefinitions = present(taskDefinition?.containerDefinitions).map((container) => ({
    ...container,
    image,
  }));
  await client.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
};

const push = (tag: string, behaviour: object) =>
  control.send('POST', '/images', {
    repository: 'applylens-api',
    tag,
    behaviour: { version: '9', commit: 'f00', ...behaviour },
  });

describe('images', () => {
  it('that are gone fail the tasks before they start', async () => {
    const { name, seen } = await aService();
    const pushed = await push('short-lived', {});
    await registerWithImage(name, 'short-lived');
    const removed = await control.send('DELETE', '/images', { repository: 'applylens-api', tag: 'short-lived' });
    await seen.update({ taskDefinition: `${name}:123` });
    const stopped = await until(
      () => stoppedTasks(name),
      (tasks) => tasks.some(({ stopCode }) => stopCode === 'TaskFailedToStart'),
      { every: 60 },
    );

    expect([pushed.status, removed.status]).toEqual([200, 200]);
    const failed = present(stopped.find(({ stopCode }) => stopCode === 'TaskFailedToStart'));
    expect(failed.stoppedReason).toMatch(/^CannotPullContainerError: .*short-lived: not found$/);
    expect(failed.startedAt).toBeUndefined();
    await seen.untilCompleted(121);
  });

  it('that fail their health checks are stopped and named in an event', async () => {
    const { name, seen } = await aService();
    await push('sick', { healthy: false });
    await registerWithImage(name, 'sick');
    await seen.update({ taskDefinition: `${name}:123` });
    const isUnhealthy = ({ message }: ServiceEvent): boolean => message?.includes('is unhealthy in') === true;
    const { events } = await until(seen.describe, (state) => state.events?.some(isUnhealthy) === true, { every: 60 });

    expect(events?.find(isUnhealthy)?.message).toMatch(
      /\(port 8080\) is unhealthy in \(target-group arn:.*\) due to \(reason Health checks failed with these codes: \[503\]\)\.$/,
    );
    const reasons = (await stoppedTasks(name)).map(({ stoppedReason }) => stoppedReason ?? '');
    expect(reasons.join('\n')).toMatch(/^Task failed ELB health checks in \(target-group arn:/m);
    await seen.untilCompleted(121);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
