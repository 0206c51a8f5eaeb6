import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { reportMarkdown } from '../../src/report-markdown.js';
import { stateCard } from '../../src/state-card.js';
import { deploys, inProgress, running, stopped, theGithub } from '../support/a-pipeline.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn, type SituationGiven } from '../support/a-situation.js';
import { aWorldThatMoves, followed, servesAsBefore } from '../support/a-world-that-moves.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const at = () => new Date().toISOString();
const entry = { github: theGithub };
const takenBack: Activities['takeBackDeployment'] = async ({ target }) => ({
  deploymentId: 'ecs-svc/121',
  taskDefinition: target.release.taskDefinition,
  createdAt: at(),
  changedAt: at(),
  by: 'a request',
  why: 'StopServiceDeployment with ROLLBACK',
});

describe('the deploy pipeline during a rollback', () => {
  it('is stopped before ECS takes its deployment back, and the link is in status and report', async () => {
    const situation = { ...inProgress(), ...running(deploys) };
    const world = { entry, situation, stopPipeline: stopped, takeBackDeployment: takenBack };
    await withRollbacks(
      temporal,
      world,
      async ({ start, calls }) => {
        const run = await start();
        const report = await run.report();
        const changes = calls.map(({ activity }) => activity).filter((name) => /stopPipeline|takeBackDep/.test(name));
        expect(changes).toEqual(['stopPipeline', 'takeBackDeployment']);
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'automatic', pipeline: { isStopped: true } });
        expect(reportMarkdown(report)).toMatch(/^Changed: .* · pipeline run 12 cancelled · back to v1.2.3: .* {2}$/m);
        expect(reportMarkdown(report)).toContain(`- Pipeline: run 12 (Deploy to production) of applylens-release was`);
        expect(stateCard(await run.status(), at()).join('\n')).toContain(deploys.url);
      },
      { keepAs: 'pipeline-stopped' },
    );
  });

  it('is held when it deploys the release that was left again, before a person is asked', async () => {
    const { script, deploy } = aWorldThatMoves();
    const followDeployment: Activities['followDeployment'] = async () => {
      deploy('ecs-svc/pipeline', arn(124));
      const takenOverBy = { deploymentId: 'ecs-svc/pipeline', taskDefinition: arn(124) };
      return followed('taken over', 'PRIMARY is now ecs-svc/pipeline of :124', { takenOverBy });
    };
    const lookAround: Activities['lookAround'] = async (input) => ({
      ...(await script.lookAround(input)),
      pipeline: { state: 'known', value: { running: [] } },
    });
    const world = { ...script, ...servesAsBefore(), entry, lookAround, followDeployment, stopPipeline: stopped };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(callsOf('startEcsDeployment')).toHaveLength(1);
      expect(callsOf('stopPipeline')).toHaveLength(1);
      expect(status.timeline.map(({ text }) => text)).toContainEqual(expect.stringMatching(/run 12 .* was cancelled/));
      await run.say('abort', { by: 'ann', reason: 'seen' });
    });
  });

  it('that goes on is said and holds nothing up', async () => {
    const stopPipeline: Activities['stopPipeline'] = async () => ({
      stopped: [],
      goesOn: [{ run: deploys, why: 'Cancelling run 12: 403 Resource not accessible' }],
    });
    await withRollbacks(temporal, { entry, situation: running(deploys), stopPipeline }, async ({ start }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(texts(report)).toMatch(/run 12 .* goes on and may deploy over us: Cancelling run 12: 403/);
      expect(reportMarkdown(report)).not.toContain('cancelled');
    });
  });

  it('that could not be read is tried once more before the change, and holds nothing up', async () => {
    const situation: SituationGiven = { pipeline: { state: 'unknown', why: '503' } };
    const stopPipeline: Activities['stopPipeline'] = async () => {
      throw ApplicationFailure.nonRetryable('Reading env:TOKEN: nothing is there', 'SecretMissing');
    };
    await withRollbacks(temporal, { entry, situation, stopPipeline }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'ecs-task' });
      expect(callsOf('stopPipeline')).toHaveLength(1);
      expect(texts(report)).toMatch(/the pipeline could not be stopped and may deploy over us: Reading env:TOKEN/);
    });
  });

  it.each<[string, object, number]>([
    ['nothing runs', { entry, situation: running() }, 0],
    ['the policy says so', { entry: { ...entry, policy: { stopPipeline: false } }, situation: running(deploys) }, 0],
    ['none is in the catalogue', {}, 0],
  ])('is left alone when %s', async (_, world, stops) => {
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('stopPipeline')).toHaveLength(stops);
    });
  });

  it('was stopped, and no more: that is what an abort says then', async () => {
    let abort: () => Promise<unknown> = async () => undefined;
    const stopPipeline: Activities['stopPipeline'] = async () => {
      await abort();
      return { stopped: [deploys], goesOn: [] };
    };
    await withRollbacks(temporal, { entry, situation: running(deploys), stopPipeline }, async ({ start, callsOf }) => {
      const handle = start();
      abort = async () => (await handle).say('abort', { by: 'ann', reason: 'stop' });
      const report = await (await handle).report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'none' });
      expect(report.headline).toMatch(/Nothing was changed in production; the pipeline's run 12 .* was cancelled/);
      expect(callsOf('startEcsDeployment').length).toBeLessThanOrEqual(1);
    });
  });
});
