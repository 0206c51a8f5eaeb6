import type { ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../support/a-sandbox.js';
import { primaryOf, revisionOf, type SeenByClient, serviceSeenBy } from '../../support/ecs-service.js';
import { type AReceiver, aReceiver } from '../alerting/a-receiver.js';

let receiver: AReceiver;
let sandbox: CheckedSandbox;
let client: ECSClient;
let service: SeenByClient;

beforeAll(async () => {
  receiver = await aReceiver();
  const alerts = { url: receiver.url, bearerToken: 'token' };
  sandbox = await aSandbox({ scenario: 'deployment-in-progress', requestsPerSecond: 60, timeScale: 60, alerts });
  client = ecsClientOf(sandbox);
  service = serviceSeenBy(client, 'applylens-api-prod');
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
  await receiver?.close();
});

it('is alerted while the bad release is still rolling out', async () => {
  sandbox.deploy();
  const [alert] = await until(
    () => receiver.received,
    ({ length }) => length > 0,
    { within: 40_000 },
  );
  const state = await service.describe();

  expect(alert?.body.alerts[0]?.labels).toMatchObject({ alertname: 'ErrorRateSpike', service: 'applylens-api' });
  expect(state.deployments?.map((one) => [one.status, revisionOf(one)])).toEqual([
    ['PRIMARY', 123],
    ['ACTIVE', 121],
  ]);
  expect(primaryOf(state).rolloutState).toBe('IN_PROGRESS');
  expect(primaryOf(state).runningCount).toBeLessThan(6);
});
