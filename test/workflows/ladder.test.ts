import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation, minutesAgo } from '../support/a-situation.js';
import { followed, servesAsBefore } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { running } from '../support/what-serves.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const crashLoops: Activities['followDeployment'] = async ({ taskDefinition, until }) =>
  taskDefinition === arn(124)
    ? followed(until === 'taken over' ? 'stable' : until, '4 of 4 tasks v1.2.3')
    : followed('failed', 'tasks failed to start');

describe('a target whose tasks do not start', () => {
  it('is not left as PRIMARY: the release that was serving is made so again before anybody is asked', async () => {
    const leaveFailedDeployment: Activities['leaveFailedDeployment'] = async () => ({
      deploymentId: 'ecs-svc/back',
      why: 'applylens-api-prod:124 is PRIMARY again',
    });
    const world = {
      followDeployment: crashLoops,
      leaveFailedDeployment,
      ...servesAsBefore(),
    };
    await withRollbacks(
      temporal,
      world,
      async ({ start, callsOf }) => {
        const run = await start();
        const status = await run.until(({ phase }) => phase === waits);
        expect(callsOf('leaveFailedDeployment')).toEqual([
          expect.objectContaining({ deploymentId: 'ecs-svc/ours', taskDefinition: arn(121), backTo: arn(124) }),
        ]);
        expect(status.timeline.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^back at v1\.2\.3/));
        await run.say('decide', { by: 'ann', action: 'proceed' });
        expect(await run.report()).toMatchObject({
          outcome: 'FAILED_DIRTY',
          settingsChanged: [{ putBackAt: expect.any(String) }],
        });
      },
      { keepAs: 'settled' },
    );
  });

  it('stays PRIMARY where it was serving already: that is what is safe', async () => {
    const { deployments } = aSituation().service;
    const [bad] = deployments;
    if (bad === undefined) throw new Error('the night has no deployment');
    const both = [
      { ...bad, running: 2 },
      {
        ...bad,
        id: 'ecs-svc/before',
        status: 'ACTIVE' as const,
        taskDefinition: arn(121),
        running: 2,
        createdAt: minutesAgo(900),
      },
    ];
    const world = {
      situation: { service: { deployments: both } },
      followDeployment: crashLoops,
      ...servesAsBefore(),
    };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      expect(callsOf('leaveFailedDeployment')).toEqual([]);
    });
  });
});

describe('a method that did not work, while the target serves all the same', () => {
  it('is a claim: no other method is tried', async () => {
    const followDeployment: Activities['followDeployment'] = async (input) =>
      input.until === 'restored' ? followed('failed', 'one task failed') : good.followDeployment(input);
    const { service, serving } = await (async () => {
      await good.followDeployment({ until: 'restored' } as never);
      return good.readServing({} as never);
    })();
    const world = { followDeployment, readServing: async () => ({ service, serving }) };
    await withRollbacks(temporal, world, async ({ start }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.timeline.map(({ text }) => text)).toContain('v1.2.2 serves all the same: no other method is tried');
    });
  });

  it.each([
    ['calls none of its tasks healthy', [{ healthyTargets: 0 }]],
    ['could not be asked', [{}]],
  ])('is none while the load balancer %s: that it runs restores nothing', async (_, [health]) => {
    const followDeployment: Activities['followDeployment'] = async (input) =>
      input.until === 'restored' ? followed('failed', 'its health checks fail') : good.followDeployment(input);
    const { service } = aSituation();
    const serving = [{ release: '1.2.2', taskDefinition: arn(121), tasks: 4, ...health }];
    const readServing: Activities['readServing'] = async () => ({ service: running(arn(121), service), serving });
    await withRollbacks(temporal, { followDeployment, readServing }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === waits);
      expect(status.times.restoredAt).toBeUndefined();
      expect(status.doing).toContain('No method is left; ecs-task failed: its health checks fail');
      await run.say('abort', { by: 'ann', reason: 'seen' });
    });
  });
});

describe('a decision about methods', () => {
  it('skips the one that waits for a person', async () => {
    const world = {
      situation: { service: aSituation().service },
      startEcsDeployment: async () => refusedBecause('AwsAccessDenied', 'ecs:UpdateService is not allowed'),
      ...servesAsBefore(),
    };
    await withRollbacks(
      temporal,
      world,
      async ({ start }) => {
        const run = await start();
        await run.until(({ phase }) => phase === waits);
        await run.say('decide', { by: 'ann', action: 'skip' });
        const status = await run.until((seen) => seen.phase === waits && seen.doing.includes('skip'));
        expect(status.doing).toContain('ecs-task: ann decided to skip it');
        await expect(run.say('decide', { by: 'ann', action: 'skip' })).rejects.toMatchObject({
          cause: {
            message: expect.stringContaining(
              'neither a method nor the database waits for a person that could be skipped',
            ),
          },
        });
        await run.say('abort', { by: 'ann', reason: 'seen' });
        expect((await run.report()).outcome).toBe('ABORTED');
      },
      { keepAs: 'skipped' },
    );
  });

  it('uses the method that is named, and no other', async () => {
    let denied = true;
    const world = {
      entry: { policy: { methods: ['ecs-task' as const] } },
      startEcsDeployment: async (input: Parameters<typeof good.startEcsDeployment>[0]) =>
        denied ? refusedBecause('AwsAccessDenied', 'not allowed') : good.startEcsDeployment(input),
      ...servesAsBefore(),
    };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      denied = false;
      await expect(run.say('decide', { by: 'ann', action: 'use-method', method: 'database' })).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/the policy allows ecs-task, not database/) },
      });
      await run.say('decide', { by: 'ann', action: 'use-method', method: 'ecs-task' });
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.attempts.map(({ method }) => method)).toEqual(['ecs-task', 'ecs-task']);
    });
  });
});
