import { type DeploymentConfiguration, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEcsDeployment } from '../../activities/ecs-change.js';
import { seenService, settingsOf } from '../../activities/ecs-service.js';
import { ecsClientOf, until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { aStart, type Start, serviceOf, updatesOf } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeEach(async () => {
  production = await aProduction();
  production.sandbox.deploy();
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const update = async (given: { taskDefinition?: string; deploymentConfiguration?: DeploymentConfiguration }) => {
  const { cluster, service } = production.entry.ecs;
  const answer = await ecsClientOf(production.sandbox).send(new UpdateServiceCommand({ cluster, service, ...given }));
  return answer.service?.deployments?.find(({ status }) => status === 'PRIMARY')?.id ?? '';
};
const somebodyDeploysTheTarget = () => update({ taskDefinition: taskDefinition(121) });
const start = (asked: Start) => startEcsDeployment(production)(asked);

describe('adopting somebody else’s deployment to the target', () => {
  it('switches off what would take it back, and starts no other deployment', async () => {
    const asked = await aStart(production);
    const theirs = await somebodyDeploysTheTarget();
    await expect(start(asked)).resolves.toMatchObject({
      how: 'adopted',
      deploymentId: theirs,
      switchedOff: ['circuit breaker rollback'],
    });
    const now = seenService(await serviceOf(production));
    expect(now.settings).toMatchObject({
      circuitBreaker: { enable: true, rollback: false },
      minimumHealthyPercent: asked.settings.minimumHealthyPercent,
      maximumPercent: asked.settings.maximumPercent,
    });
    expect(now.deployments.find(({ status }) => status === 'PRIMARY')?.id).toBe(theirs);
  });

  it('switches alarms off as well where they would take it back', async () => {
    const alarms = { alarmNames: ['api-5xx'], enable: true, rollback: true };
    await update({ deploymentConfiguration: { alarms } });
    const asked = await aStart(production);
    await somebodyDeploysTheTarget();
    await expect(start(asked)).resolves.toMatchObject({
      switchedOff: ['circuit breaker rollback', 'deployment alarms'],
    });
    expect(settingsOf(await serviceOf(production)).alarms).toMatchObject({ enable: false, rollback: false });
  });

  it('changes nothing the second time, and still says what is off', async () => {
    const asked = await aStart(production);
    await somebodyDeploysTheTarget();
    const first = await start(asked);
    const before = updatesOf(production);
    await expect(start(asked)).resolves.toEqual(first);
    expect(updatesOf(production)).toBe(before);
  });

  it('is tried again when the answer to switching off is lost', async () => {
    const asked = await aStart(production);
    await somebodyDeploysTheTarget();
    production.sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    await expect(start(asked)).rejects.toMatchObject({ type: 'AwsUnavailable', nonRetryable: false });
    await expect(start(asked)).resolves.toMatchObject({ how: 'adopted', switchedOff: ['circuit breaker rollback'] });
  });

  it('leaves the settings of a deployment alone that is completed', async () => {
    const theirs = await somebodyDeploysTheTarget();
    await until(
      async () => seenService(await serviceOf(production)).deployments,
      ([only, ...others]) => others.length === 0 && only?.rolloutState === 'COMPLETED',
    );
    const asked = await aStart(production, { fromTaskDefinition: taskDefinition(123) });
    const before = updatesOf(production);
    await expect(start(asked)).resolves.toMatchObject({ how: 'adopted', deploymentId: theirs, switchedOff: [] });
    expect(updatesOf(production)).toBe(before);
  });
});

describe('what a start says it switched off', () => {
  it('is what was on before and is off now', async () => {
    await expect(start(await aStart(production))).resolves.toMatchObject({
      how: 'started',
      switchedOff: ['circuit breaker rollback'],
    });
  });

  it('is nothing where nothing was on', async () => {
    await update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } });
    await expect(start(await aStart(production))).resolves.toMatchObject({ how: 'started', switchedOff: [] });
  });
});
