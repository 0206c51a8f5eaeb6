import { describe, expect, it } from 'vitest';
import { formerOf } from '../../src/canary-undo.js';
import type { Plan } from '../../src/plan-shape.js';
import { aCanaryThatMoves, untouched } from '../support/a-bad-canary.js';
import { aCanary, canaryService, canaryTaskDefinition, canaryWithout, stableGroup } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { forEver, refusedBecause } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const former = formerOf(aCanary(), stableGroup);
const givenBack = { share: 0.1, desired: 1, running: 1 };

describe('the undo of a canary rollback, after it has closed', () => {
  const request = { undoes: 'req-1', scope: 'canary' } as const;
  const readUndone = async () => ({ found: 'canary', former }) as const;

  it('finds what it had in the report, asks as every rollback does, and gives it back', async () => {
    const { script } = aCanaryThatMoves({ readUndone }, canaryWithout());
    const entry = { ...script.entry, policy: { approvals: 1 } };
    await withRollbacks(
      temporal,
      { ...script, entry },
      async ({ start, callsOf }) => {
        const run = await start(request);
        const { undoesCanary } = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(undoesCanary).toBe(true);
        await run.say('approve', { by: 'ann' });
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          headline: expect.stringMatching(/^Undone by olga: the canary /),
          from: { taskDefinition: arn(121) },
          to: { taskDefinition: canaryTaskDefinition },
          canary: givenBack,
        });
        expect(report.settingsChanged).toMatchObject([
          { setting: `desired count of ${canaryService}`, from: '0', to: '1', stays: true },
          { setting: 'weight of the canary in rule 10 of api:443', from: '0', to: '10', stays: true },
          { setting: 'stickiness of rule 10 of api:443', from: 'off', to: '3600 s', stays: true },
          { setting: 'weight of the canary in the default action of api:443', from: '0', to: '10' },
          { setting: 'stickiness of the default action of api:443' },
        ]);
        expect(callsOf('untagRelease')).toEqual([expect.objectContaining({ taskDefinition: canaryTaskDefinition })]);
        expect(callsOf('watchRecovery')).toEqual([]);
        expect(callsOf('standTripwire')).toEqual([]);
        untouched(callsOf);
      },
      { keepAs: 'canary-undoes' },
    );
  });

  it('takes up what an undo left that was terminated half way, and leaves no mark of either', async () => {
    const unfinished = { runKey: 'gone', at: new Date().toISOString(), undoes: 'req-1' };
    const half = canaryWithout({ desired: 1, running: 1, targets: 1, unfinished });
    const { script } = aCanaryThatMoves({ readUndone }, half);
    const entry = { ...script.entry, policy: { approvals: 1 } };
    await withRollbacks(temporal, { ...script, entry }, async ({ start, callsOf }) => {
      const run = await start(request);
      await run.until(({ phase }) => phase === 'waiting for approval');
      const { warnings } = await run.handle.query<Plan>('plan');
      expect(warnings.join()).toMatch(/an undo of the canary’s rollback req-1 was begun at .*: it is taken up/);
      await run.say('approve', { by: 'ann' });
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', canary: givenBack });
      const marked = { undoes: 'req-1', run: expect.objectContaining({ workflowId: 'rollback/prod/applylens-api' }) };
      expect(callsOf('raiseCanaryTasks')).toEqual([expect.objectContaining(marked)]);
      expect(callsOf('forgetCanary')).toHaveLength(1);
    });
  });

  it('changes nothing where the report is not found', async () => {
    const { script } = aCanaryThatMoves({}, canaryWithout());
    await withRollbacks(temporal, script, async ({ start }) => {
      expect(await (await start(request)).report()).toMatchObject({
        outcome: 'FAILED_SAFE',
        headline: 'There is nothing to undo: no report of a rollback req-1. Nothing was changed',
        change: 'none',
      });
    });
  });

  it('is refused where the canary runs another release by now', async () => {
    const release = { version: '1.2.4', taskDefinition: arn(125) };
    const { script } = aCanaryThatMoves({ readUndone }, canaryWithout({ release }));
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(request);
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toMatch(/^The canary is not given back: .* runs v1\.2\.4 now, not v1\.2\.3/);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect((await run.report()).change).toBe('none');
      expect(callsOf('raiseCanaryTasks')).toEqual([]);
    });
  });

  it('never edits a rule that ECS owns by then', async () => {
    const owned = canaryWithout().forwards.map((each) => ({ ...each, ownedBy: 'api (strategy CANARY)' }));
    const { script } = aCanaryThatMoves({ readUndone }, canaryWithout({ forwards: owned }));
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(request);
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('are set by ECS itself for api');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      await run.report();
      expect(callsOf('giveCanaryTraffic')).toEqual([]);
    });
  });

  it('says what is half done when it is refused in the middle', async () => {
    const giveCanaryTraffic = async () => refusedBecause('AwsAccessDenied', 'ModifyRule: AccessDeniedException');
    const { script } = aCanaryThatMoves({ readUndone, giveCanaryTraffic }, canaryWithout());
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start(request);
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      const report = await run.report();
      expect(report).toMatchObject({
        outcome: 'ABORTED',
        change: 'made',
        canary: { share: 0, desired: 1, running: 1 },
      });
      expect(report.settingsChanged).toMatchObject([{ setting: `desired count of ${canaryService}`, to: '1' }]);
    });
  });

  it('is not joined by somebody who wants the canary out', async () => {
    const { script } = aCanaryThatMoves({ readUndone, followCanaryTasks: forEver }, canaryWithout());
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(request);
      await run.until(() => callsOf('followCanaryTasks').length === 1);
      await run.say('request', { service: 'applylens-api', environment: 'prod', reason: 'bad', scope: 'canary' });
      const { timeline } = await run.until(({ timeline: lines }) =>
        lines.some(({ text }) => text.includes('asks for')),
      );
      expect(timeline.map(({ text }) => text).join()).toContain('asks for another way (of the canary)');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      await run.report();
    });
  });
});

describe('a request that names the rollback it undoes, and no target', () => {
  it('goes back to the release that the report says was left', async () => {
    const world = aWorldThatMoves();
    world.deploy('ecs-svc/rolled-back', arn(121));
    const readUndone = async () => ({ found: 'service', taskDefinition: arn(124) }) as const;
    await withRollbacks(temporal, { ...world.script, readUndone }, async ({ start, callsOf }) => {
      const run = await start({ undoes: 'req-1' });
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', to: { taskDefinition: arn(124) } });
      expect(callsOf('readUndone')).toEqual([{ service: 'applylens-api', environment: 'prod', id: 'req-1' }]);
    });
  });
});
