import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { aBadCanary, aCanaryThatMoves, followed, untouched } from '../support/a-bad-canary.js';
import { aCanary, canaryService, canaryWithout } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver, refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;

describe('a canary rollback that is stopped or hindered half way', () => {
  const half = canaryWithout({ desired: 1, running: 1, targets: 1 });

  it('ends as what it was read to be when it is aborted between traffic and tasks', async () => {
    const followCanary: Activities['followCanary'] = async ({ until }) =>
      until === 'no traffic' ? forEver() : followed(until);
    const world = aBadCanary({ followCanary, readCanary: async () => half });
    await withRollbacks(
      temporal,
      world,
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('followCanary').length === 1);
        await run.say('abort', { by: 'ann', reason: 'enough' });
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ABORTED',
          change: 'made',
          canary: { share: 0, desired: 1, running: 1 },
        });
        expect(report.headline).toContain(`The canary ${canaryService} has no traffic, 1 task (desired 1)`);
        expect(report.headline).toContain('the service itself was not touched');
        expect(callsOf('stopCanaryTasks')).toEqual([]);
        untouched(callsOf);
      },
      { keepAs: 'canary-aborted' },
    );
  });

  it('puts the scaling back when the tasks could not be stopped', async () => {
    const stopCanaryTasks: Activities['stopCanaryTasks'] = async () =>
      refusedBecause('AwsAccessDenied', 'UpdateService: AccessDeniedException');
    const world = aBadCanary({ stopCanaryTasks, readCanary: async () => half });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(callsOf('restoreCanaryScaling')).toHaveLength(1);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'FAILED_DIRTY', canary: { share: 0, desired: 1 } });
      expect(report.next.command).toContain(`describe-services --cluster applylens-prod --services ${canaryService}`);
      expect(report.next.sentence).toContain('--scope canary');
    });
  });

  it('says in the report that the scaling is owed when it cannot be put back', async () => {
    const restoreCanaryScaling: Activities['restoreCanaryScaling'] = async () =>
      refusedBecause('AwsAccessDenied', 'RegisterScalableTarget: AccessDeniedException');
    await withRollbacks(temporal, aBadCanary({ restoreCanaryScaling }), async ({ start, callsOf }) => {
      const report = await (await start()).report();
      const scaling = report.settingsChanged.find(({ setting }) => setting.startsWith('scaling'));
      expect(scaling).toMatchObject({ from: 'on', to: 'suspended' });
      expect(scaling?.putBackAt).toBeUndefined();
      expect(callsOf('forgetCanary')).toEqual([]);
    });
  });

  it('changed nothing when the first change was refused', async () => {
    const shiftTrafficToStable: Activities['shiftTrafficToStable'] = async () =>
      refusedBecause('AwsAccessDenied', 'ModifyRule: AccessDeniedException');
    const world = aBadCanary({ shiftTrafficToStable, readCanary: async () => aCanary() });
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.changed).toBe(false);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', change: 'none', settingsChanged: [] });
      untouched(callsOf);
    });
  });

  it('says what an attempt had changed whose answer was lost before the next one was refused', async () => {
    const { script, move } = aCanaryThatMoves();
    const [rule, ...others] = aCanary().forwards;
    let asked = 0;
    const shiftTrafficToStable: Activities['shiftTrafficToStable'] = async () => {
      asked += 1;
      if (asked > 1) return { not: 'refused', why: 'the weights are set by ECS itself' };
      move({ forwards: [...canaryWithout().forwards.slice(0, 1), ...others] });
      throw ApplicationFailure.retryable('ECONNRESET', 'AwsUnavailable');
    };
    await withRollbacks(temporal, { ...script, shiftTrafficToStable }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.changed).toBe(true);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made' });
      expect(report.settingsChanged).toMatchObject([
        { setting: `weight of the canary in ${rule?.name}`, from: '10', to: '0' },
        { setting: `stickiness of ${rule?.name}` },
      ]);
    });
  });

  it('does not say that nothing was changed where it was refused and cannot be read', async () => {
    const shiftTrafficToStable: Activities['shiftTrafficToStable'] = async () => ({ not: 'refused', why: 'by ECS' });
    const readCanary = async () => refusedBecause('AwsAccessDenied', 'DescribeRules: AccessDeniedException');
    await withRollbacks(temporal, aBadCanary({ shiftTrafficToStable, readCanary }), async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('decide', { by: 'ann', action: 'proceed' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'FAILED_DIRTY', change: 'asked' });
      expect(report.headline).toContain('It could not be read whether the canary');
    });
  });

  it('is out of its time when the canary goes on answering', async () => {
    const followCanary: Activities['followCanary'] = async () =>
      followed('out of time', { why: '18 of 20 connections' });
    await withRollbacks(temporal, aBadCanary({ followCanary, readCanary: async () => half }), async ({ start }) => {
      const run = await start();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('canary out-of-time: 18 of 20 connections');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', change: 'made' });
    });
  });

  it('goes on by itself once nothing of it answers any more', async () => {
    let isGone = false;
    const followCanary: Activities['followCanary'] = async ({ until, once }) => {
      if (until === 'raised again') return forEver();
      if (once === true) isGone = true;
      return isGone ? followed(until) : followed('out of time', { why: '18 of 20 connections' });
    };
    await withRollbacks(temporal, aBadCanary({ followCanary }), async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', canary: { share: 0, desired: 0 } });
      expect(callsOf('followCanary')).toContainEqual(expect.objectContaining({ once: true, until: 'no traffic' }));
    });
  });

  it('holds between traffic and tasks while it is paused, and goes on from there', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const followCanary: Activities['followCanary'] = async ({ until }) => {
      if (until === 'raised again') return forEver();
      if (until === 'no traffic') await held;
      return followed(until);
    };
    await withRollbacks(temporal, aBadCanary({ followCanary }), async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followCanary').length === 1);
      await run.say('pause', { by: 'ann', reason: 'wait' });
      release();
      await run.until(({ waiting }) => waiting?.what === 'resume');
      expect(callsOf('stopCanaryTasks')).toEqual([]);
      await run.say('resume', { by: 'ann' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('stopCanaryTasks')).toHaveLength(1);
    });
  });

  it('is asked again when an answer was lost, and the run says once what was changed', async () => {
    let asked = 0;
    const shiftTrafficToStable: Activities['shiftTrafficToStable'] = async (input) => {
      asked += 1;
      if (asked === 1) throw ApplicationFailure.retryable('ECONNRESET', 'AwsUnavailable');
      return good.shiftTrafficToStable(input);
    };
    await withRollbacks(temporal, aBadCanary({ shiftTrafficToStable }), async ({ start }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', attempts: [{ result: 'claimed' }] });
      expect(report.settingsChanged).toHaveLength(6);
    });
  });
});
