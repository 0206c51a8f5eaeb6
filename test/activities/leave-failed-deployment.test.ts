import type { ECSClient } from '@aws-sdk/client-ecs';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LeftDeployment } from '../../activities/activities.js';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { leaveFailedDeployment } from '../../activities/leave-failed-deployment.js';
import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';
import { primaryOf, serviceSeenBy } from '../support/ecs-service.js';

let sandbox: CheckedSandbox;
let client: ECSClient;
let aws: AwsAccess;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'blue-green', timeScale: 60 });
  client = ecsClientOf(sandbox);
  aws = createAwsAccess();
});
afterAll(async () => {
  aws?.close();
  client?.destroy();
  await sandbox?.stop();
});

const changesOf = (name: string) =>
  sandbox.aws.calls
    .list('ecs:UpdateService')
    .filter(({ applied, input }) => applied && JSON.stringify(input).includes(`"${name}"`)).length;

/** A service whose deployment to :122, as one of ours without a way back, starts tasks that end at once, until it is given up. */
async function aCrashLoop(minimumHealthyPercent: number) {
  const { name } = await sandbox.addService(`looping-${minimumHealthyPercent}-prod`);
  const seen = serviceSeenBy(client, name);
  const was = primaryOf(await seen.describe()).taskDefinition ?? '';
  const deploymentCircuitBreaker = { enable: true, rollback: false };
  await seen.update({
    taskDefinition: `${name}:122`,
    deploymentConfiguration: {
      strategy: 'ROLLING',
      minimumHealthyPercent,
      maximumPercent: 200,
      deploymentCircuitBreaker,
    },
  });
  const primary = async () => primaryOf(await seen.describe());
  const failed = await until(primary, ({ rolloutState }) => rolloutState === 'FAILED', { within: 60_000 });
  return { name, seen, was, failed };
}

it.each([100, 50])(
  'leaves PRIMARY at the revision that was serving where the target crash-loops (minimum healthy %d)',
  { timeout: 120_000 },
  async (minimumHealthyPercent) => {
    const { name, seen, was, failed } = await aCrashLoop(minimumHealthyPercent);
    const entry = anEntry({
      kind: 'simulation',
      aws: { region: 'us-east-1', endpoint: sandbox.urls.aws },
      ecs: { cluster: 'applylens-prod', service: name, family: name },
    });
    const { id: deploymentId = '', taskDefinition = '' } = failed;
    const leave = (): Promise<LeftDeployment> =>
      new MockActivityEnvironment().run(leaveFailedDeployment({ aws }), {
        entry,
        deploymentId,
        taskDefinition,
        backTo: was,
      });
    const before = changesOf(name);
    expect((await leave()).why).toMatch(/:121 is PRIMARY again/);
    expect((await leave()).why).toMatch(/:121 was made PRIMARY again/);
    expect(changesOf(name) - before).toBe(1);
    const whole = await until(seen.describe, ({ deployments = [], runningCount, desiredCount }) => {
      const [only] = deployments;
      return deployments.length === 1 && only?.taskDefinition === was && runningCount === desiredCount;
    });
    expect(primaryOf(whole)).toMatchObject({ taskDefinition: was, rolloutState: 'COMPLETED', failedTasks: 0 });
  },
);
