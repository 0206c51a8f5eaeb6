import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { followCanary } from '../../activities/canary-follow.js';
import { shiftTrafficToStable } from '../../activities/canary-shift.js';
import { aSandbox, type CheckedSandbox, until } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';

const name = 'applylens-api-canary-prod';
let sandbox: CheckedSandbox;
let aws: AwsAccess;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'canary-bad', requestsPerSecond: 0 });
  aws = createAwsAccess();
});
afterAll(async () => {
  aws?.close();
  await sandbox?.stop();
});

const entryHere = () =>
  anEntry({
    kind: 'simulation',
    aws: { region: 'us-east-1', endpoint: sandbox.urls.aws },
    canary: { service: name, targetGroup: name },
  });

it('is not out of its time while AWS throttles: whether the canary is out is not known then', async () => {
  const entry = entryHere();
  const throttled = sandbox.aws.faults.add({
    fault: 'throttle',
    operation: 'elasticloadbalancing:DescribeTargetGroups',
    times: 1_000,
  });
  const followed = new MockActivityEnvironment().run(followCanary({ aws }), {
    entry,
    stable: { taskDefinition: 'applylens-api-prod:121' },
    until: 'no tasks' as const,
    shiftedAt: new Date().toISOString(),
    deadline: new Date().toISOString(),
  });
  await until(
    async () => throttled.left,
    (left) => left <= 1_000 - 4,
    { within: 20_000 },
  );
  sandbox.aws.faults.clear();
  // Answered again, its share of the traffic is seen.
  expect(await followed).toMatchObject({ end: 'raised again' });
});

it('looks once where people are waited for, and fails until there is an end', async () => {
  const entry = entryHere();
  const run = { workflowId: 'rollback/prod/applylens-api', runId: 'r-1', runKey: 'k-1' };
  await new MockActivityEnvironment().run(shiftTrafficToStable({ aws }), { entry, run });
  const look = new MockActivityEnvironment().run(followCanary({ aws }), {
    entry,
    stable: { taskDefinition: 'applylens-api-prod:121' },
    until: 'no traffic' as const,
    shiftedAt: new Date().toISOString(),
    deadline: new Date().toISOString(),
    once: true as const,
  });
  await expect(look).rejects.toMatchObject({ type: 'NotYet', category: 'BENIGN' });
});
