import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { aPipelineRun, deploys, inProgress, running, stopped, theGithub } from '../support/a-pipeline.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { running as serves } from '../support/what-serves.js';

const temporal = temporalOfThisFile();

const entry = { github: theGithub };
const rollsBack = aPipelineRun({
  id: 4712,
  number: 13,
  name: 'Roll back',
  does: 'rolls back',
  url: `${theGithub.page}/runs/4712`,
});

describe('Method 1 by the pipeline', () => {
  it('follows its own rollback to the end and says who did it', async () => {
    const followPipelineRun: Activities['followPipelineRun'] = async ({ run }) => ({
      end: 'succeeded',
      why: `run ${run.number} ended with success`,
    });
    const world = { entry, situation: running(rollsBack, deploys), followPipelineRun };
    await withRollbacks(
      temporal,
      world,
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'automatic', change: 'made' });
        expect(texts(report)).toMatch(/run 13 \(Roll back\) of applylens-release, https.* rolls back: it is followed/);
        for (const change of ['stopPipeline', 'takeBackDeployment', 'startEcsDeployment'] as const)
          expect(callsOf(change)).toEqual([]);
      },
      { keepAs: 'pipeline-rolls-back' },
    );
  });

  it('dispatches its rollback where ECS cannot go back, and verifies what that deployed', async () => {
    const dispatchPipelineRollback: Activities['dispatchPipelineRollback'] = async () => ({ run: rollsBack });
    const world = { entry, situation: { ...inProgress(122), ...running(deploys) }, stopPipeline: stopped };
    await withRollbacks(
      temporal,
      {
        ...world,
        dispatchPipelineRollback,
        takeBackDeployment: async () => ({ not: 'refused', why: 'ECS would go back to :122', sent: false }),
      },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'automatic', pipeline: { run: { id: 4712 } } });
        expect(callsOf('dispatchPipelineRollback')).toMatchObject([
          { target: { release: { taskDefinition: arn(121) } } },
        ]);
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'pipeline-dispatched' },
    );
  });

  const refusedByEcs = {
    entry,
    situation: inProgress(122),
    takeBackDeployment: async () => ({ not: 'refused', why: 'ECS would go back to :122', sent: false }) as const,
  };

  it('looks for the run whose answer was lost, and never begins a second one', async () => {
    const dispatchPipelineRollback: Activities['dispatchPipelineRollback'] = async () => ({
      sent: 'maybe',
      why: 'read ECONNRESET',
    });
    const world = { ...refusedByEcs, dispatchPipelineRollback, newestPipelineRollback: async () => 4000 };
    await withRollbacks(
      temporal,
      { ...world, findPipelineRollback: async () => rollsBack },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'automatic' });
        expect(callsOf('dispatchPipelineRollback')).toHaveLength(1);
        expect(callsOf('findPipelineRollback')).toMatchObject([{ after: 4000 }]);
      },
    );
  });

  it('steps down when whether it began is not known, without beginning it twice', async () => {
    const world = {
      ...refusedByEcs,
      dispatchPipelineRollback: (async () => {
        throw ApplicationFailure.retryable('the worker died', 'GithubUnavailable');
      }) as Activities['dispatchPipelineRollback'],
    };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(callsOf('dispatchPipelineRollback')).toHaveLength(1);
      expect(report.attempts).toMatchObject([
        {
          method: 'automatic',
          result: 'failed',
          reason: expect.stringMatching(/not known, and it is not begun twice/),
        },
        { method: 'ecs-task', result: 'claimed' },
      ]);
    });
  });

  it('steps down when it fails, and when it succeeds without deploying the target', async () => {
    const dispatchPipelineRollback: Activities['dispatchPipelineRollback'] = async () => ({ run: rollsBack });
    const failed = { ...refusedByEcs, dispatchPipelineRollback };
    const end: Activities['followPipelineRun'] = async () => ({ end: 'failed', why: 'run 13 ended with failure' });
    await withRollbacks(temporal, { ...failed, followPipelineRun: end }, async ({ start }) => {
      const { attempts } = await (await start()).report();
      expect(attempts.map(({ method, result }) => `${method} ${result}`)).toEqual([
        'automatic failed',
        'ecs-task claimed',
      ]);
    });
    const good = scripted().activities;
    let reads = 0;
    const readServing: Activities['readServing'] = async (input) => {
      const { service, serving } = await good.readServing(input);
      reads += 1;
      if (reads > 1) return { service, serving };
      const deployments = service.deployments.map((each) => ({ ...each, taskDefinition: arn(124) }));
      return { service: { ...service, deployments }, serving };
    };
    await withRollbacks(temporal, { ...failed, readServing }, async ({ start }) => {
      const { attempts } = await (await start()).report();
      expect(attempts[0]).toMatchObject({
        result: 'failed',
        reason: expect.stringMatching(/ended with success, and ECS deploys applylens-api-prod:124 instead of v1\.2\.2/),
      });
    });
  });

  it('is given up when its run is not over in time', async () => {
    let asked: string | undefined;
    const followPipelineRun: Activities['followPipelineRun'] = async ({ deadline }) => {
      asked ??= deadline;
      return { end: 'out of time', why: 'run 13 is in progress' };
    };
    const world = { entry, situation: running(rollsBack), followPipelineRun };
    await withRollbacks(temporal, world, async ({ start }) => {
      const { attempts } = await (await start()).report();
      expect(attempts).toMatchObject([{ result: 'out-of-time' }, { method: 'ecs-task', result: 'claimed' }]);
      expect(Date.parse(asked ?? '')).toBeGreaterThan(Date.now());
    });
  });

  it('is followed on by what ECS deploys where its run has begun that, in the time that is left of the rung', async () => {
    const followPipelineRun: Activities['followPipelineRun'] = async () => ({
      end: 'out of time',
      why: 'run 13 is in progress',
    });
    const { service } = aSituation();
    const serving = [{ release: '1.2.2', taskDefinition: arn(121), tasks: 4, healthyTargets: 4 }];
    const readServing: Activities['readServing'] = async () => ({ service: serves(arn(121), service), serving });
    const world = { entry, situation: running(rollsBack), followPipelineRun, readServing };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.attempts).toMatchObject([{ method: 'automatic', result: 'claimed' }]);
      expect(callsOf('startEcsDeployment')).toEqual([]);
      const [run] = callsOf('followPipelineRun') as { deadline: string }[];
      expect(callsOf('followDeployment')[0]).toMatchObject({ until: 'restored', deadline: run?.deadline });
    });
  });

  it('that somebody else began is not followed any further after an abort', async () => {
    const world = { entry, situation: running(rollsBack), followPipelineRun: forEver };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followPipelineRun').length === 1);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });
});
