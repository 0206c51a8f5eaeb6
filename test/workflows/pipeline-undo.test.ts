import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { dispatching, dispatchedRun as ours } from '../support/a-dispatched-rollback.js';
import { aPipelineRun, theGithub } from '../support/a-pipeline.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves, type Follow, followed } from '../support/a-world-that-moves.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const undo = { by: 'ann', action: 'undo' } as const;
const isOver: Activities['stopPipeline'] = async () => ({ stopped: [ours], goesOn: [] });
const goesOn: Activities['stopPipeline'] = async () => ({
  stopped: [],
  goesOn: [{ run: ours, why: 'it was cancelled and has not ended yet' }],
});

describe('an undo while the rollback that was dispatched goes on', () => {
  it('ends that run before anything else is begun, instead of waiting for it', async () => {
    const { world } = dispatching({ stopPipeline: isOver });
    await withRollbacks(
      temporal,
      world,
      async ({ start, calls, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('followPipelineRun').length === 1);
        await run.say('decide', undo);
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/^Undone by ann: v1\.2\.3/),
        });
        expect(callsOf('stopPipeline')[0]).toMatchObject({ runs: [{ id: 4712 }] });
        const order = calls.map(({ activity }) => activity).filter((name) => /stopPipeline|startEcs/.test(name));
        expect(order).toEqual(['stopPipeline', 'startEcsDeployment']);
        expect(texts(report)).toMatch(/run 13 \(Roll back\) .* was cancelled before our change/);
      },
      { keepAs: 'pipeline-dispatched-undone' },
    );
  });

  it('pages and watches where the run cannot be ended, and is over when the run is', async () => {
    let end: (() => void) | undefined;
    let follows = 0;
    const { world } = dispatching({
      stopPipeline: goesOn,
      followPipelineRun: async () => {
        follows += 1;
        if (follows === 1) return forEver();
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return { end: 'failed', why: 'run 13 ended with cancelled' };
      },
    });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followPipelineRun').length === 1);
      await run.say('decide', undo);
      const status = await run.until(() => end !== undefined);
      expect(status.doing).toMatch(/^Watching that the pipeline's run 13 .* does not deploy over the undo$/);
      end?.();
      const report = await run.report();
      expect(report.headline).toMatch(/^Undone by ann/);
      expect(texts(report)).toMatch(/run 13 .* goes on and may deploy over us: it was cancelled and has not ended yet/);
      expect(texts(report)).toMatch(/run 13 .* is over: run 13 ended with cancelled/);
      expect(JSON.stringify(callsOf('page'))).toMatch(/run 13 .* could not be ended .*gh run cancel 4712/);
    });
  });

  it('says in its report that the run still goes on, with the command that ends it', async () => {
    let follows = 0;
    const { world } = dispatching({
      stopPipeline: goesOn,
      followPipelineRun: async () => {
        follows += 1;
        return follows === 1 ? forEver() : { end: 'out of time', why: 'run 13 is in progress' };
      },
    });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followPipelineRun').length === 1);
      await run.say('decide', undo);
      const { next } = await run.report();
      expect(next.sentence).toMatch(/run 13 goes on and may deploy over the undo/);
      expect(next.command).toMatch(/^gh run cancel 4712 /);
    });
  });

  it('keeps each of several runs in sight that cannot be ended', async () => {
    const other = aPipelineRun({ id: 4713, number: 14, name: 'Roll back', does: 'rolls back' });
    const why = 'it was cancelled and has not ended yet';
    const followed: number[] = [];
    const { world } = dispatching({
      stopPipeline: async () => ({ stopped: [], goesOn: [ours, other].map((run) => ({ run, why })) }),
      followPipelineRun: async ({ run }) => {
        followed.push(run.number);
        if (followed.length === 1) return forEver();
        return { end: run.number === 13 ? 'failed' : 'out of time', why: 'as read last' };
      },
    });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followPipelineRun').length === 1);
      await run.say('decide', undo);
      const { next } = await run.report();
      expect(followed.slice(1).sort()).toEqual([13, 14]);
      expect(next.sentence).toMatch(/run 14 goes on and may deploy over the undo/);
      expect(next.command).toMatch(/^gh run cancel 4713 /);
    });
  });

  it('notices what the run deploys over it, and asks', async () => {
    let follows = 0;
    let overtake: (() => void) | undefined;
    const overtaken = new Promise<void>((resolve) => {
      overtake = resolve;
    });
    const { world, deploy } = dispatching({
      stopPipeline: goesOn,
      followPipelineRun: async () => {
        follows += 1;
        return forEver();
      },
      followDeployment: async (input: Follow) => {
        if (input.until !== 'taken over') return good.followDeployment(input);
        await overtaken;
        deploy('ecs-svc/pipeline', arn(121));
        const takenOverBy = { deploymentId: 'ecs-svc/pipeline', taskDefinition: arn(121) };
        return followed('taken over', 'PRIMARY is now ecs-svc/pipeline of :121', { takenOverBy });
      },
    });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followPipelineRun').length === 1);
      await run.say('decide', undo);
      await run.until(() => follows === 2);
      overtake?.();
      const { waiting } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(waiting?.why).toMatch(/The release we left is deployed again \(ecs-svc\/pipeline\): v1\.2\.2/);
      await run.say('abort', { by: 'ann', reason: 'seen' });
    });
  });
});

describe('an undo afterwards, beside a rollback of the pipeline', () => {
  it('does not follow that but ends it', async () => {
    const world = aWorldThatMoves();
    world.deploy('ecs-svc/rolled-back', arn(121));
    const lookAround: Activities['lookAround'] = async (input) => ({
      ...(await world.script.lookAround(input)),
      pipeline: { state: 'known', value: { running: [ours] } },
    });
    const script = { ...world.script, lookAround, entry: { github: theGithub }, stopPipeline: isOver };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start({ undoes: 'req-1', target: { taskDefinition: arn(124) } });
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      expect((await run.report()).headline).toMatch(/^Undone by /);
      expect(callsOf('stopPipeline')).toMatchObject([{ rollbacks: true }]);
      expect(callsOf('followPipelineRun')).toEqual([]);
    });
  });
});

describe('another target that a person chooses', () => {
  it('ends the rollback that was dispatched to the first one', async () => {
    const { world } = dispatching({
      stopPipeline: isOver,
      followPipelineRun: async () => ({ end: 'out of time', why: 'run 13 is in progress' }),
      startEcsDeployment: async () => ({ how: 'refused', why: 'the subnet has no addresses', mendable: true }) as never,
    });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('decide', { by: 'ann', action: 'choose-target', target: { taskDefinition: arn(122) } });
      await run.until(() => callsOf('stopPipeline').length > 0);
      expect(callsOf('stopPipeline')[0]).toMatchObject({ runs: [{ id: 4712 }] });
      await run.say('abort', { by: 'ann', reason: 'seen' });
    });
  });
});
