import { DeregisterTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';

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
  const { name } = await sandbox.addService(`shop-${++number}-prod`);
  return { name, seen: serviceSeenBy(client, name) };
};

describe('limits', () => {
  it('refuses a task definition that is INACTIVE, and one that does not exist', async () => {
    const { name, seen } = await aService();
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${name}:120` }));

    await expect(seen.update({ taskDefinition: `${name}:120` })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
    });
    await expect(seen.update({ taskDefinition: `${name}:999` })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
    });
    expect((await seen.describe()).deployments).toHaveLength(1);
  });

  it('refuses a deployment while five are unfinished', async () => {
    const { name, seen } = await aService();
    for (let unfinished = 1; unfinished <= 5; unfinished += 1) {
      await seen.update({ taskDefinition: `${name}:${unfinished % 2 === 0 ? 121 : 120}` });
      await until(seen.describe, (state) => (primaryOf(state).pendingCount ?? 0) > 0, { every: 30 });
    }

    await expect(seen.update({ taskDefinition: `${name}:121` })).rejects.toMatchObject({
      message: '5 active deployments exist, unable to create new deployment.',
    });
    expect(revisionOf(primaryOf(await seen.describe()))).toBe(120);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
