import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { inProgress } from '../support/a-pipeline.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { followed } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const at = () => new Date().toISOString();

describe('Method 1, where ECS cannot take its deployment back', () => {
  it('puts back what it switched off to leave a deployment that ECS could not take back', async () => {
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      follows += 1;
      return follows === 1 ? followed('failed', 'ECS could not go back') : good.followDeployment(input);
    };
    const leaveFailedDeployment: Activities['leaveFailedDeployment'] = async () => ({
      deploymentId: 'ecs-svc/back',
      why: 'applylens-api-prod:124 is PRIMARY again',
      switchedOff: ['circuit breaker rollback'],
    });
    const takeBackDeployment: Activities['takeBackDeployment'] = async ({ target }) => ({
      deploymentId: 'ecs-svc/121',
      taskDefinition: target.release.taskDefinition,
      createdAt: at(),
      changedAt: at(),
      by: 'a request',
      why: 'StopServiceDeployment with ROLLBACK',
    });
    const { service } = aSituation();
    const onlyNew = service.deployments.filter(({ taskDefinition }) => taskDefinition === arn(124));
    const situation = { ...inProgress(), service: { ...service, deployments: onlyNew } };
    const world = { situation, takeBackDeployment, followDeployment, leaveFailedDeployment };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start({}, 'automaticRollback');
      await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(callsOf('leaveFailedDeployment')).toHaveLength(1);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      const { settingsChanged } = await run.report();
      expect(settingsChanged).toEqual([
        expect.objectContaining({ setting: 'circuit breaker rollback', putBackAt: expect.any(String) }),
      ]);
      expect(callsOf('restoreDeploymentSettings').length).toBeGreaterThan(0);
    });
  });

  it('may still go back after Method 3 could not begin: nobody says that nothing was changed', async () => {
    const takeBackDeployment: Activities['takeBackDeployment'] = async () => ({
      not: 'refused',
      why: 'the newest one is ROLLBACK_REQUESTED',
      sent: true,
    });
    const startEcsDeployment = async () => refusedBecause('AwsAccessDenied', 'UpdateService: AccessDeniedException');
    const world = { situation: inProgress(), takeBackDeployment, startEcsDeployment };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'asked' });
      expect(report.headline).not.toMatch(/Nothing was changed/);
    });
  });
});
