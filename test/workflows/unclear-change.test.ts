import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
type Start = Parameters<Activities['startEcsDeployment']>[0];
const lost = (): never => {
  throw ApplicationFailure.retryable('UpdateService: TimeoutError', 'AwsUnavailable');
};
const unclear = { how: 'unclear', why: 'UpdateService was sent, its answer was lost', mendable: true } as const;
const putBack = [{ setting: 'circuit breaker rollback', putBackAt: expect.any(String) }];

/** UpdateService is on its way until the test lets it be answered. */
function onItsWay() {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return { arrived, arrive };
}

describe('an abort while UpdateService is on its way', () => {
  it('waits for it: what was applied is followed, and the breaker put back', async () => {
    const { script } = aWorldThatMoves();
    const { arrived, arrive } = onItsWay();
    const startEcsDeployment = async (input: Start) => {
      await arrived;
      return script.startEcsDeployment(input);
    };
    await withRollbacks(temporal, { ...script, startEcsDeployment }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length === 1);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      expect((await run.status()).outcome).toBeUndefined();
      arrive();
      const report = await run.report();
      expect(report).toMatchObject({ change: 'made', settingsChanged: putBack });
      expect(report.headline).not.toMatch(/Nothing was changed/);
    });
  });

  it('whose answer is lost: it is found, and put back', async () => {
    const { script, deploy } = aWorldThatMoves();
    const { arrived, arrive } = onItsWay();
    const startEcsDeployment = async ({ target }: Start) => {
      await arrived;
      deploy('ecs-svc/lost', target.release.taskDefinition);
      return lost();
    };
    await withRollbacks(temporal, { ...script, startEcsDeployment }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length === 1);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      arrive();
      const report = await run.report();
      expect(report).toMatchObject({ change: 'made', times: { firstChangeAt: expect.any(String) } });
      expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
    });
  });

  it('and a pause: the card says that it is not known yet, and nobody calls it safe', async () => {
    const { arrived, arrive } = onItsWay();
    const startEcsDeployment = async () => {
      await arrived;
      return lost();
    };
    const readServing = async () => refusedBecause('AwsCredentials', 'ExpiredToken');
    await withRollbacks(temporal, { startEcsDeployment, readServing }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length === 1);
      await run.say('pause', { by: 'ann' });
      arrive();
      const status = await run.until(({ waiting }) => waiting?.what === 'resume');
      expect(status).toMatchObject({ changed: true, waiting: { then: 'ends as FAILED_DIRTY' } });
    });
  });
});

describe('a change that was left open', () => {
  it('is not called undone because a later one was refused', async () => {
    const { script, deploy } = aWorldThatMoves();
    let asked = 0;
    const startEcsDeployment: Activities['startEcsDeployment'] = async ({ target }) => {
      asked += 1;
      if (asked === 1) deploy('ecs-svc/lost', target.release.taskDefinition);
      return asked === 1 ? unclear : { how: 'superseded', why: 'PRIMARY is v1.2.4' };
    };
    const world = { ...script, startEcsDeployment, awsAnswers: async () => undefined };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'SUPERSEDED', change: 'made' });
      expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
      expect(callsOf('forgetRun')).toHaveLength(1);
    });
  });

  it('is found again after production was looked at anew', async () => {
    const { script, deploy } = aWorldThatMoves();
    let asked = 0;
    const startEcsDeployment: Activities['startEcsDeployment'] = async ({ target }) => {
      asked += 1;
      if (asked > 1) return lost();
      deploy('ecs-svc/lost', target.release.taskDefinition);
      return unclear;
    };
    const world = { ...script, startEcsDeployment, awsAnswers: async () => undefined };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length > 1);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      expect(await run.report()).toMatchObject({ change: 'made' });
      expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
    });
  });

  it('stays a doubt where somebody deployed meanwhile and ours is not listed', async () => {
    const { script, deploy } = aWorldThatMoves();
    const startEcsDeployment: Activities['startEcsDeployment'] = async () => {
      deploy('ecs-svc/theirs', 'arn:aws:ecs:us-east-1:111122223333:task-definition/applylens-api-prod:130');
      return unclear;
    };
    const world = { ...script, startEcsDeployment, entry: { timings: { operatorEndsAfter: 300 } } };
    await withRollbacks(
      temporal,
      world,
      async ({ start }) => {
        expect(await (await start()).report()).toMatchObject({ outcome: 'FAILED_DIRTY', change: 'asked' });
      },
      { keepAs: 'unclear' },
    );
  });

  it('names what was not put back where that is denied', async () => {
    const { script, deploy } = aWorldThatMoves();
    const startEcsDeployment: Activities['startEcsDeployment'] = async ({ target }) => {
      deploy('ecs-svc/lost', target.release.taskDefinition);
      return unclear;
    };
    const restoreDeploymentSettings = async () => refusedBecause('AwsAccessDenied', 'denied');
    const entry = { timings: { operatorEndsAfter: 300 } };
    await withRollbacks(
      temporal,
      { ...script, startEcsDeployment, restoreDeploymentSettings, entry },
      async ({ start }) => {
        const report = await (await start()).report();
        expect(report.settingsChanged).toEqual([
          expect.objectContaining({ setting: 'circuit breaker rollback', from: 'on' }),
        ]);
        expect(report.settingsChanged[0]).not.toHaveProperty('putBackAt');
      },
      { keepAs: 'not-put-back' },
    );
  });
});

describe('a rollback that another run left unfinished', () => {
  it('is never called untouched: an abort puts back what it left off', async () => {
    const at = new Date().toISOString();
    const unfinished = { runKey: 'gone', from: 124, to: 121, at, breakerRollback: true, alarms: 'off' as const };
    const marked = async () => {
      const seen = await good.lookAround({} as never);
      const [primary] = seen.service.deployments;
      if (primary === undefined) throw new Error('the night has no deployment');
      const taskDefinition = primary.taskDefinition.replace(/\d+$/, '121');
      const settings = { ...seen.service.settings, circuitBreaker: { enable: true, rollback: false } };
      const deployments = [{ ...primary, id: 'ecs-svc/gone', taskDefinition, createdAt: at }];
      return { ...seen, service: { ...seen.service, taskDefinition, deployments, settings, unfinished } };
    };
    const entry = { policy: { approvals: 1 } };
    await withRollbacks(temporal, { entry, lookAround: marked }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('reject', { by: 'bob', comment: 'no' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made', settingsChanged: putBack });
      expect(report.headline).not.toMatch(/Nothing was changed/);
      expect(callsOf('forgetRun')).toHaveLength(1);
    });
  });
});
