import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeBackDeployment } from '../../activities/take-back.js';
import { until } from '../support/a-sandbox.js';
import { aProduction, type Production } from './a-production.js';
import { serviceOf, theTarget } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeEach(async () => {
  production = await aProduction();
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const input = (from: number) => ({
  entry: production.entry,
  target: theTarget(121),
  fromTaskDefinition: taskDefinition(from),
});
/** As Temporal does: what is not so far yet is asked again. */
const untilTakenBack = () =>
  until(
    async () => takeBackDeployment(production)(input(123)).catch(() => undefined),
    (answer) => answer !== undefined,
  );
const stops = () => production.sandbox.aws.calls.list('ecs:StopServiceDeployment').filter(({ applied }) => applied);

describe('taking back a deployment in progress', () => {
  it('asks ECS once, and ends when the target is PRIMARY again', async () => {
    production.sandbox.deploy();
    const taken = await untilTakenBack();
    expect(taken).toMatchObject({
      taskDefinition: taskDefinition(121),
      deploymentId: expect.stringMatching(/^ecs-svc/),
    });
    const { deployments } = await serviceOf(production);
    expect(deployments?.find(({ status }) => status === 'PRIMARY')?.taskDefinition).toBe(taskDefinition(121));
    expect(stops().length).toBeLessThanOrEqual(1);
  });

  it('refuses when no deployment is in progress, and changes nothing', async () => {
    await expect(takeBackDeployment(production)(input(121))).resolves.toMatchObject({ not: 'refused', sent: false });
    expect(stops()).toEqual([]);
  });
});
