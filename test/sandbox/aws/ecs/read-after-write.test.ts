import { DescribeServiceDeploymentsCommand, type ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { controlOf } from '../../../support/control-api.js';
import { primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';

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

const newest = async () => {
  const asked = new ListServiceDeploymentsCommand({ cluster: 'applylens-prod', service });
  return (await client.send(asked)).serviceDeployments?.[0]?.serviceDeploymentArn ?? '';
};

it('shows a change in its own answer at once, and in reads only after the lag', async () => {
  await controlOf(sandbox).send('POST', '/lag', { seconds: 60 });
  const seen = serviceSeenBy(client, service);
  const before = await newest();
  const changed = await seen.update({ taskDefinition: `${service}:120` });
  expect(revisionOf(primaryOf(changed))).toBe(120);
  expect(revisionOf(primaryOf(await seen.describe()))).toBe(121);
  expect(await newest()).toBe(before);
  const made =
    sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get(service)?.serviceDeployments.at(-1)?.arn ?? '';
  const described = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [made] }));
  expect(described).toMatchObject({ serviceDeployments: [], failures: [{ arn: made, reason: 'MISSING' }] });

  await until(seen.describe, (now) => revisionOf(primaryOf(now)) === 120, { every: 100 });
  expect(await newest()).toBe(made);
  expect(sandbox.violations).toEqual([]);
});
