import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  type StopServiceDeploymentStopType,
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

const newest = async (service: string): Promise<ServiceDeployment> => {
  const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const serviceDeploymentArns = [present(serviceDeployments?.[0]?.serviceDeploymentArn)];
  const described = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
  return present(described.serviceDeployments?.[0]);
};

const stop = (serviceDeploymentArn: string, stopType?: StopServiceDeploymentStopType) =>
  client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));

const aServiceInDeployment = async () => {
  const { name } = await sandbox.addService(`stopped-${++number}-prod`);
  const seen = serviceSeenBy(client, name);
  const good = primaryOf(await seen.describe());
  sandbox.deploy(name);
  const bad = primaryOf(await seen.describe());
  const arn = present((await newest(name)).serviceDeploymentArn);
  return { name, seen, good, bad, arn };
};

const ended = ({ status }: ServiceDeployment): boolean => /^(ROLLBACK_)?(SUCCESSFUL|FAILED)|STOPPED/.test(status ?? '');

describe('stopping a service deployment', () => {
  it('takes the service back to its source revision, by the deployment that was there before', async () => {
    const { name, seen, good, bad, arn } = await aServiceInDeployment();
    await until(seen.describe, (state) => (primaryOf(state).runningCount ?? 0) > 0, { every: 60 });
    await stop(arn, 'ROLLBACK');
    const statuses = new Set<string>();
    const rollingBack = await until(
      async () => {
        statuses.add((await newest(name)).status ?? '');
        return seen.describe();
      },
      (state) => primaryOf(state).id === good.id,
      { every: 100 },
    );
    const rolledBack = await until(() => newest(name), ended, { every: 100 });

    expect(primaryOf(rollingBack).rolloutStateReason).toContain(`rolling back to deploymentId ${good.id}.`);
    expect(rollingBack.deployments?.find(({ id }) => id === bad.id)).toMatchObject({ rolloutState: 'FAILED' });
    expect(rollingBack.events?.map(({ message }) => message)).toContain(
      `(service ${name}) rolling back to deployment ${good.id}.`,
    );
    const onTheWay = ['IN_PROGRESS', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL'];
    expect(onTheWay).toEqual(expect.arrayContaining([...statuses]));
    expect(rolledBack).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      rollback: { serviceRevisionArn: rolledBack.sourceServiceRevisions?.[0]?.arn },
    });
    const [settled] = (await seen.untilCompleted(121)).slice(-1);
    expect(primaryOf(present(settled)).id).toBe(good.id);
  });

  it('works without a circuit breaker and while the deployment is still pending, and may be asked twice', async () => {
    const { name } = await sandbox.addService(`stopped-${++number}-prod`);
    const seen = serviceSeenBy(client, name);
    const deploymentCircuitBreaker = { enable: false, rollback: false };
    await seen.update({ taskDefinition: `${name}:120`, deploymentConfiguration: { deploymentCircuitBreaker } });
    const arn = present((await newest(name)).serviceDeploymentArn);
    await stop(arn);

    expect(await stop(arn)).toMatchObject({ serviceDeploymentArn: arn });
    expect(await until(() => newest(name), ended, { every: 100 })).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
    expect(revisionOf(primaryOf(await seen.describe()))).toBe(121);
  });

  it('fails where there is nothing to go back to: the first deployment of a service', async () => {
    const serviceName = `stopped-${++number}-prod`;
    await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition: 'applylens-api-prod:121',
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      }),
    );
    await stop(present((await newest(serviceName)).serviceDeploymentArn));

    expect(await until(() => newest(serviceName), ended, { every: 100 })).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'No rollback candidate was found to run the rollback.',
    });
  });

  it('is refused once the deployment has ended', async () => {
    const arn = present((await newest('applylens-api-prod')).serviceDeploymentArn);

    await expect(stop(arn)).rejects.toMatchObject({ name: 'ConflictException', resourceIds: [arn] });
  });

  it('is refused for a deployment that nobody knows, and for ABORT', async () => {
    const { arn, seen } = await aServiceInDeployment();

    await expect(stop(`${arn}-gone`)).rejects.toMatchObject({ name: 'ServiceDeploymentNotFoundException' });
    await expect(stop(arn, 'ABORT')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(revisionOf(primaryOf(await seen.describe()))).toBe(123);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
