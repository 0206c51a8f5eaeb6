import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aServiceDeployment, aSituation, type SituationGiven } from '../support/a-situation.js';
import { aWorldThatMoves, followed } from '../support/a-world-that-moves.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const at = () => new Date().toISOString();
const takenBack: Activities['takeBackDeployment'] = async ({ target }) => ({
  deploymentId: 'ecs-svc/121',
  taskDefinition: target.release.taskDefinition,
  createdAt: at(),
  changedAt: at(),
  by: 'a request',
  why: 'StopServiceDeployment with ROLLBACK',
});
/** v1.2.3 is still being rolled out, and comes from v1.2.2. */
const inProgress = (): SituationGiven => {
  const { serviceDeployments } = aSituation();
  const past = serviceDeployments.state === 'known' ? serviceDeployments.value.slice(1) : [];
  const { finishedAt: _, ...open } = aServiceDeployment({
    of: 124,
    source: 121,
    status: 'IN_PROGRESS',
    createdAt: '2026-11-23T02:55:00.000Z',
  });
  return { serviceDeployments: { state: 'known', value: [open, ...past] } };
};

const situationNow = () => scripted({ situation: inProgress() }).activities.lookAround({} as never);

describe('Method 1, while a deployment is in progress', () => {
  it('has ECS take it back, follows it, and calls UpdateService never', async () => {
    await withRollbacks(
      temporal,
      { situation: inProgress(), takeBackDeployment: takenBack },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          method: 'automatic',
          attempts: [{ method: 'automatic', result: 'claimed' }],
          change: 'made',
          settingsChanged: [],
        });
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'taken-back' },
    );
  });

  it('hands to Method 3 with the reason when ECS cannot go back', async () => {
    const takeBackDeployment: Activities['takeBackDeployment'] = async () => ({
      not: 'refused',
      why: 'ConflictException: the deployment has ended',
      sent: false,
    });
    await withRollbacks(temporal, { situation: inProgress(), takeBackDeployment }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.attempts).toEqual([
        expect.objectContaining({
          method: 'automatic',
          result: 'refused',
          reason: expect.stringMatching(/ConflictException/),
        }),
        expect.objectContaining({ method: 'ecs-task', result: 'claimed' }),
      ]);
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(callsOf('startEcsDeployment')).toHaveLength(1);
    });
  });

  it('hands to Method 3 when its rollback fails', async () => {
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      follows += 1;
      return follows === 1 ? followed('failed', 'ECS could not go back') : good.followDeployment(input);
    };
    const world = { situation: inProgress(), takeBackDeployment: takenBack, followDeployment };
    await withRollbacks(temporal, world, async ({ start }) => {
      const report = await (await start()).report();
      expect(report.attempts.map(({ method, result }) => `${method} ${result}`)).toEqual([
        'automatic failed',
        'ecs-task claimed',
      ]);
    });
  });

  it('is not called undone when a later attempt is refused: an earlier one was sent', async () => {
    const takeBackDeployment: Activities['takeBackDeployment'] = async () => ({
      not: 'refused',
      why: 'the newest one is ROLLBACK_FAILED',
      sent: true,
    });
    await withRollbacks(temporal, { situation: inProgress(), takeBackDeployment }, async ({ start }) => {
      const run = await start({}, 'automaticRollback');
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      const report = await run.report();
      expect(report.headline).not.toMatch(/Nothing was changed/);
      expect(report.change).not.toBe('none');
    });
  });

  it('hands to Method 3 when ECS does not begin in time', async () => {
    const takeBackDeployment: Activities['takeBackDeployment'] = async () => {
      throw ApplicationFailure.create({
        type: 'NotYet',
        message: 'PRIMARY is not the target yet',
        nextRetryDelay: '3 minutes',
      });
    };
    await withRollbacks(temporal, { situation: inProgress(), takeBackDeployment }, async ({ start }) => {
      const report = await (await start()).report();
      expect(report.attempts.map(({ method, result }) => `${method} ${result}`)).toEqual([
        'automatic out-of-time',
        'ecs-task claimed',
      ]);
    });
  });

  it('found after an interruption, it is followed as what it is', async () => {
    const { script, deploy } = aWorldThatMoves();
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const takeBackDeployment: Activities['takeBackDeployment'] = async ({ target }) => {
      asked();
      await arrived;
      deploy('ecs-svc/121', target.release.taskDefinition);
      throw ApplicationFailure.retryable('ECONNRESET', 'AwsUnavailable');
    };
    const world = { ...script, lookAround: async () => situationNow(), takeBackDeployment };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await isAsked;
      await run.say('abort', { by: 'ann', reason: 'stop' });
      arrive();
      const report = await run.report();
      expect(report).toMatchObject({ change: 'made', attempts: [{ method: 'automatic', result: 'claimed' }] });
      expect(callsOf('followDeployment')).toContainEqual(expect.objectContaining({ deploymentId: 'ecs-svc/121' }));
      expect(Date.parse(report.times.firstChangeAt ?? '')).toBeGreaterThanOrEqual(Date.parse(report.times.acceptedAt));
    });
  });

  it('alone, when asked for alone: refused is a question to the operator, not another method', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const run = await start({}, 'automaticRollback');
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.doing).toMatch(/automatic: no deployment is in progress/);
      expect(callsOf('startEcsDeployment')).toEqual([]);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });

  it('is followed to its end after an abort, as any change that was begun', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const followDeployment: Activities['followDeployment'] = async (input) => {
      if (input.until === 'taken over') return forEver();
      await held;
      return good.followDeployment(input);
    };
    const world = { situation: inProgress(), takeBackDeployment: takenBack, followDeployment };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followDeployment').length === 1);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      release();
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made', serving: [{ taskDefinition: arn(121) }] });
    });
  });
});
