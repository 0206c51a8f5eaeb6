import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { leftBy } from '../../src/undone.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves, type Follow, followed } from '../support/a-world-that-moves.js';
import { forEver, refusedBecause, scripted, throttled } from '../support/scripted-activities.js';
import { aDatabaseReport } from '../support/scripted-database.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const undo = { by: 'ann', action: 'undo' } as const;
const targets = (calls: readonly unknown[]): string[] =>
  calls.map((call) => (call as Parameters<Activities['startEcsDeployment']>[0]).target.release.taskDefinition);

describe('undo, while the rollback is open', () => {
  it('leaves the watch and returns to the release that was left, without a gate', async () => {
    const { script } = aWorldThatMoves();
    await withRollbacks(
      temporal,
      { ...script, watchRecovery: forEver },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ times }) => times.stableAt !== undefined);
        await run.say('decide', undo);
        const report = await run.report();
        expect(targets(callsOf('startEcsDeployment'))).toEqual([arn(121), arn(124)]);
        expect(report).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/^Undone by ann: v1\.2\.3 /),
          from: { version: '1.2.2' },
          to: { version: '1.2.3' },
        });
        expect(report.approvals.at(-1)).toMatchObject({ decision: 'not asked', comment: 'ann decided undo' });
      },
      { keepAs: 'undone' },
    );
  });

  it('lifts the hold on the release it returns to, and holds the one that it leaves', async () => {
    const { script } = aWorldThatMoves();
    await withRollbacks(temporal, { ...script, watchRecovery: forEver }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ times }) => times.stableAt !== undefined);
      await run.say('decide', undo);
      await run.report();
      expect(callsOf('untagRelease')).toEqual([
        expect.objectContaining({ taskDefinition: arn(124), key: 'runback:hold' }),
      ]);
      expect(callsOf('tagRelease')).toEqual([
        expect.objectContaining({ taskDefinition: arn(124), key: 'runback:hold' }),
        expect.objectContaining({ taskDefinition: arn(121), key: 'runback:hold' }),
      ]);
    });
  });

  it('does not wait for a deployment that is still followed', async () => {
    const { script } = aWorldThatMoves();
    const followDeployment = async (input: Follow) =>
      input.taskDefinition === arn(121) ? forEver() : good.followDeployment(input);
    await withRollbacks(temporal, { ...script, followDeployment }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ times }) => times.firstChangeAt !== undefined);
      await run.say('decide', undo);
      expect((await run.report()).headline).toMatch(/^Undone by ann/);
      expect(targets(callsOf('startEcsDeployment'))).toEqual([arn(121), arn(124)]);
    });
  });

  it('ends a pause, and counts once', async () => {
    const { script } = aWorldThatMoves();
    const followDeployment = async (input: Follow) =>
      input.taskDefinition === arn(121) ? forEver() : good.followDeployment(input);
    const checkTargetServes = async () => forEver();
    await withRollbacks(temporal, { ...script, followDeployment, checkTargetServes }, async ({ start }) => {
      const run = await start();
      await run.until(({ times }) => times.firstChangeAt !== undefined);
      await run.say('pause', { by: 'bob' });
      await run.say('decide', undo);
      const status = await run.until(({ to }) => to?.version === '1.2.3');
      expect(status.paused).toBeUndefined();
      await expect(run.say('decide', { ...undo, by: 'bob' })).rejects.toMatchObject({
        cause: { message: expect.stringContaining('is being undone already') },
      });
    });
  });

  it('is not forgotten while the cause of a failed deployment is looked for', async () => {
    const { script } = aWorldThatMoves();
    const fails: Activities['followDeployment'] = async (input) =>
      input.taskDefinition === arn(121) ? followed('failed', 'tasks failed to start') : good.followDeployment(input);
    let undone: Promise<unknown> | undefined;
    let decide = async (): Promise<unknown> => undefined;
    const gatherEvidence: Activities['gatherEvidence'] = async (input) => {
      undone ??= decide();
      await undone;
      return good.gatherEvidence(input);
    };
    await withRollbacks(
      temporal,
      { ...script, followDeployment: fails, gatherEvidence },
      async ({ start, callsOf }) => {
        const run = start();
        decide = async () => (await run).say('decide', undo);
        expect((await (await run).report()).headline).toMatch(/^Undone by ann/);
        expect(targets(callsOf('startEcsDeployment')).at(-1)).toBe(arn(124));
      },
    );
  });

  it('is no surprise in a pause before a change is tried again', async () => {
    const unread = async (): Promise<never> => refusedBecause('AwsCredentials', 'ExpiredToken');
    const { script } = aWorldThatMoves();
    let isUp = false;
    const world = {
      ...script,
      startEcsDeployment: async (input: Parameters<typeof good.startEcsDeployment>[0]) =>
        isUp ? script.startEcsDeployment(input) : throttled(),
      readServing: async () => (isUp ? script.readServing({} as never) : unread()),
    };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length > 1);
      await run.say('pause', { by: 'bob' });
      await run.until(({ waiting }) => waiting?.what === 'resume');
      isUp = true;
      await run.say('decide', undo);
      const report = await run.report();
      expect(report.headline).toMatch(/^Undone by ann/);
      expect(report.timeline.map(({ text }) => text).join()).not.toContain('Runback failed unexpectedly');
    });
  });

  it('is refused where nothing was changed', async () => {
    await withRollbacks(temporal, { lookAround: forEver }, async ({ start }) => {
      const run = await start();
      await expect(run.say('decide', undo)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('nothing was changed: there is nothing to undo') },
      });
    });
  });
});

describe('undo, after the rollback', () => {
  it('asks nobody again because what it returned to is as bad as it was, and stands under no tripwire', async () => {
    const world = aWorldThatMoves();
    world.deploy('ecs-svc/rolled-back', arn(121));
    const checkTargetServes = async () => [
      { name: 'Version', verdict: 'passed' as const, evidence: '20 of 20 connections v1.2.3' },
      { name: 'Smoke test: email search', verdict: 'failed' as const, evidence: '500' },
    ];
    await withRollbacks(temporal, { ...world.script, checkTargetServes }, async ({ start, callsOf }) => {
      const run = await start({ undoes: 'req-1', target: { taskDefinition: arn(124) } });
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.headline).toContain('(not well: Smoke test: email search)');
      expect(callsOf('standTripwire')).toEqual([]);
    });
  });

  it('is a rollback to the release that was left, which may be held', async () => {
    const world = aWorldThatMoves();
    world.deploy('ecs-svc/rolled-back', arn(121));
    const request = { undoes: 'req-1', target: { taskDefinition: arn(124) } };
    await withRollbacks(
      temporal,
      world.script,
      async ({ start, callsOf }) => {
        const run = await start(request);
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('approve', { by: 'ann' });
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          headline: expect.stringMatching(/^Undone by olga: v1\.2\.3 .* Whether it is well was not judged$/),
        });
        expect(callsOf('watchRecovery')).toEqual([]);
      },
      { keepAs: 'undoes' },
    );
  });

  it('is refused at once, whichever target it names, where the schema was taken back as well', async () => {
    const why = leftBy({ id: 'req-1', database: aDatabaseReport });
    await withRollbacks(temporal, { readUndone: async () => why }, async ({ start, callsOf }) => {
      const run = await start({ undoes: 'req-1', target: { taskDefinition: arn(124) } });
      expect(await run.report()).toMatchObject({
        outcome: 'FAILED_SAFE',
        headline: expect.stringMatching(/took the schema of applylens back .* brings its schema 0018_consent_log/),
      });
      expect(callsOf('lookAround')).toEqual([]);
    });
  });
});
