import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { RecordedCall } from '../../../sandbox/aws/calls.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox, ecsClientOf } from '../../support/a-sandbox.js';
import { type ControlApi, controlOf } from '../../support/control-api.js';
import { primaryOf, revisionOf, type SeenByClient, serviceSeenBy } from '../../support/ecs-service.js';

let sandbox: CheckedSandbox;
let client: ECSClient;
let control: ControlApi;
let service: SeenByClient;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = ecsClientOf(sandbox);
  control = controlOf(sandbox);
  service = serviceSeenBy(client, 'applylens-api-prod');
});

afterEach(() => control.send('DELETE', '/faults'));

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const updates = async (): Promise<readonly RecordedCall[]> => {
  const { calls } = (await control.get('/calls?operation=ecs:UpdateService')) as { calls: readonly RecordedCall[] };
  return calls;
};

describe('an injected fault', () => {
  it('throttles as often as it was told', async () => {
    await control.send('POST', '/faults', { fault: 'throttle', operation: 'ecs:DescribeServices', times: 2 });

    for (const _ of [1, 2]) {
      await expect(service.describe()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    }
    expect(await service.describe()).toMatchObject({ runningCount: 4 });
    expect(await control.get('/faults')).toEqual({ faults: [] });
  });

  it('answers with the error, status and message that it was given, for any operation of the service', async () => {
    const error = { fault: 'error', operation: 'ecs:*', code: 'ServerException', status: 500, message: 'Out to lunch' };
    await control.send('POST', '/faults', error);

    await expect(service.describe()).rejects.toMatchObject({
      name: 'ServerException',
      message: 'Out to lunch',
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('delays an answer by real milliseconds', async () => {
    await control.send('POST', '/faults', { fault: 'delay', operation: 'ecs:DescribeServices', ms: 300 });
    const began = performance.now();
    await service.describe();

    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  it('resets the connection without applying anything', async () => {
    const before = (await updates()).length;
    await control.send('POST', '/faults', { fault: 'reset', operation: 'ecs:UpdateService' });

    await expect(service.update({ taskDefinition: 'applylens-api-prod:120' })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(revisionOf(primaryOf(await service.describe()))).toBe(121);
    expect((await updates()).slice(before)).toMatchObject([
      { outcome: 'reset', applied: false, accessKeyId: 'SANDBOX' },
    ]);
  });

  it('applies a change and drops the answer', async () => {
    const before = (await updates()).length;
    await control.send('POST', '/faults', { fault: 'drop-answer', operation: 'ecs:UpdateService' });

    await expect(service.update({ taskDefinition: 'applylens-api-prod:120' })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(revisionOf(primaryOf(await service.describe()))).toBe(120);
    expect((await updates()).slice(before)).toMatchObject([{ outcome: 'answer dropped', applied: true }]);
  });

  it('hits only the requests that name what it is about', async () => {
    const fault = { fault: 'throttle', operation: 'ecs:DescribeServices' };
    await control.send('POST', '/faults', { ...fault, about: 'another-service-prod' });
    expect(await service.describe()).toMatchObject({ runningCount: 4 });

    await control.send('POST', '/faults', { ...fault, about: 'applylens-api-prod' });
    await expect(service.describe()).rejects.toMatchObject({ name: 'ThrottlingException' });
    const left = await control.send('DELETE', '/faults?about=applylens-api-prod');
    expect(left.json).toMatchObject({ faults: [{ about: 'another-service-prod' }] });
  });

  it('is refused with a sentence when it makes no sense', async () => {
    const nonsense = await control.send('POST', '/faults', { fault: 'explode', operation: 'UpdateService' });

    expect(nonsense.status).toBe(400);
    expect(nonsense.json.detail).toEqual(expect.stringContaining('fault'));
  });
});

describe('credentials', () => {
  it('that expired are refused on ECS and on STS', async () => {
    const expired = serviceSeenBy(ecsClientOf(sandbox, 'EXPIREDKEY'), 'applylens-api-prod');
    const credentials = { accessKeyId: 'EXPIREDKEY', secretAccessKey: 'sandbox' };
    const sts = new STSClient({ region: 'us-east-1', endpoint: sandbox.urls.aws, credentials, maxAttempts: 1 });

    await expect(expired.describe()).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('must be there', async () => {
    const target = 'AmazonEC2ContainerServiceV20141113.ListClusters';
    const answer = await fetch(sandbox.urls.aws, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('the request quota', () => {
  it('throttles who asks faster than AWS allows', async () => {
    const burst = await Promise.allSettled(Array.from({ length: 140 }, () => service.describe()));
    const refused = burst.filter(({ status }) => status === 'rejected');

    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { name: 'ThrottlingException' } });
  });

  it('of one region is not that of another', async () => {
    const elsewhere = new ECSClient({ ...awsSettingsOf(sandbox), region: 'eu-west-1' });
    const here = Array.from({ length: 140 }, () => service.describe());
    const there = Array.from({ length: 50 }, () =>
      elsewhere.send(new ListServicesCommand({ cluster: 'applylens-prod' })),
    );
    const [refused, answered] = await Promise.all([Promise.allSettled(here), Promise.allSettled(there)]);
    elsewhere.destroy();
    expect(refused.some(({ status }) => status === 'rejected')).toBe(true);
    expect(answered.every(({ status }) => status === 'fulfilled')).toBe(true);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
