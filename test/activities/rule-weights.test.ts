import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { checkTargetServes } from '../../activities/target-checks.js';
import type { ReleaseName } from '../../src/rollback.js';
import { aSandbox, type CheckedSandbox } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';
import { theTarget } from './a-start.js';

const name = 'applylens-api-canary-prod';
let sandbox: CheckedSandbox;
let aws: AwsAccess;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'canary-bad', requestsPerSecond: 0 });
  aws = createAwsAccess();
});
afterEach(() => sandbox.aws.faults.clear());
afterAll(async () => {
  aws?.close();
  await sandbox?.stop();
});

/** The canary has a tenth of the traffic and runs v1.2.3. */
async function weightsWhen(left?: ReleaseName) {
  const endpoint = { region: 'us-east-1', endpoint: sandbox.urls.aws };
  const entry = anEntry({ kind: 'simulation', aws: endpoint, canary: { service: name, targetGroup: name } });
  const target = theTarget(121);
  const { taskDefinition } = target.release;
  const run = { workflowId: 'rollback/prod/applylens-api', runId: 'r', runKey: 'r' };
  const asked = { entry, run, target, taskDefinition, writing: 'leave out' } as const;
  const checks = await checkTargetServes({ aws })({ ...asked, ...(left === undefined ? {} : { left }) });
  return checks.find((check) => check.name === 'Rule weights');
}

it('fails a service that went back while its canary still gives requests to what was left', async () => {
  expect(await weightsWhen({ version: '1.2.3', taskDefinition: 'applylens-api-prod:122' })).toMatchObject({
    verdict: 'failed',
    evidence: expect.stringMatching(/^10 % goes to the canary, which runs v1\.2\.3 .*, the release that was left/),
  });
});

it('says what a canary of another release gets, and asks nothing where there is none', async () => {
  expect(await weightsWhen({ version: '1.2.1', commit: '999fff', taskDefinition: 'x:1' })).toMatchObject({
    verdict: 'passed',
    evidence: expect.stringMatching(/^10 % goes to the canary/),
  });
  expect(await weightsWhen()).toBeUndefined();
});

it('could not measure it where the rules cannot be read', async () => {
  const denied = { code: 'AccessDenied', message: 'Not allowed.', times: 20 };
  sandbox.aws.faults.add({ fault: 'error', operation: 'elasticloadbalancing:DescribeRules', ...denied });
  expect(await weightsWhen({ version: '1.2.3', taskDefinition: 'x:1' })).toMatchObject({
    verdict: 'could not measure',
  });
});
