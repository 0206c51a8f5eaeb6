import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { formerOf } from '../../src/canary-undo.js';
import { aCanaryThatMoves, followed, untouched } from '../support/a-bad-canary.js';
import { aCanary, canaryTaskDefinition, stableGroup } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const undo = { by: 'ann', action: 'undo' } as const;
const former = formerOf(aCanary(), stableGroup);
const givenBack = { share: 0.1, desired: 1, running: 1 };

describe('the undo of a canary rollback, while it is open', () => {
  it('leaves the watch and gives the canary its tasks, then its traffic, without a gate', async () => {
    const { script } = aCanaryThatMoves({ watchRecovery: forEver });
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf, calls }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'verifying');
        await run.say('decide', undo);
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(
            /^Undone by ann: the canary \S+ \(v1\.2\.3\) has 10 % of the traffic and 1 of 1 task again, beside v1\.2\.2\./,
          ),
          change: 'made',
          canary: givenBack,
          verification: { verdict: 'not verified', checks: [{ verdict: 'passed' }, { verdict: 'passed' }] },
        });
        expect(report.canaryFormer).toBeUndefined();
        expect(report.undoByHand).toBeUndefined();
        expect(report.approvals.at(-1)).toMatchObject({ decision: 'not asked', comment: 'ann decided undo' });
        expect(report.settingsChanged.filter(({ putBackAt }) => putBackAt === undefined)).toEqual([]);
        const order = calls.map(({ activity }) => activity);
        expect(order.indexOf('raiseCanaryTasks')).toBeLessThan(order.indexOf('giveCanaryTraffic'));
        expect(callsOf('untagRelease')).toEqual([
          expect.objectContaining({ taskDefinition: canaryTaskDefinition, key: 'runback:hold' }),
        ]);
        expect(callsOf('giveCanaryTraffic')).toEqual([expect.objectContaining({ former })]);
        untouched(callsOf);
      },
      { keepAs: 'canary-undone' },
    );
  });

  it('does not wait for a canary that is still being taken out, and leaves its tasks where they are', async () => {
    const followCanary: Activities['followCanary'] = async ({ until }) =>
      until === 'no traffic' ? forEver() : followed(until);
    const { script } = aCanaryThatMoves({ followCanary });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followCanary').length === 1);
      await run.say('decide', undo);
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', canary: givenBack });
      expect(callsOf('stopCanaryTasks')).toEqual([]);
    });
  });

  it('puts what scales it back, also where the tasks were being stopped', async () => {
    const followCanary: Activities['followCanary'] = async ({ until }) =>
      until === 'no tasks' ? forEver() : followed(until);
    const { script } = aCanaryThatMoves({ followCanary });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followCanary').length === 2);
      await run.say('decide', undo);
      const report = await run.report();
      expect(callsOf('restoreCanaryScaling').length).toBeGreaterThan(0);
      expect(report.settingsChanged.find(({ setting }) => setting.startsWith('scaling'))?.putBackAt).toBeDefined();
    });
  });

  it('counts once', async () => {
    const { script } = aCanaryThatMoves({ watchRecovery: forEver, followCanaryTasks: forEver });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.say('decide', undo);
      await run.until(() => callsOf('followCanaryTasks').length === 1);
      await expect(run.say('decide', undo)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('is being undone already') },
      });
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', canary: { share: 0, desired: 1 } });
    });
  });

  it('gives no traffic to a canary without tasks: a person is asked', async () => {
    const followCanaryTasks = async () => followed('out of time', { why: 'desired 1, 0 running, 0 healthy' });
    const { script } = aCanaryThatMoves({ watchRecovery: forEver, followCanaryTasks });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.say('decide', undo);
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('The canary has no traffic yet: desired 1, 0 running');
      await run.say('abort', { by: 'ann', reason: 'seen' });
      await run.report();
      expect(callsOf('giveCanaryTraffic')).toEqual([]);
    });
  });

  it('is judged by what is read, not by what was answered', async () => {
    const answered = { changedAt: '', at: '', changed: ['rule 10 of api:443'], redone: 0 };
    const { script } = aCanaryThatMoves({ watchRecovery: forEver, giveCanaryTraffic: async () => answered });
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.say('decide', undo);
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('The canary is not as it was: weight 0 in rule 10 of api:443, 10 before the rollback');
      await run.say('decide', { by: 'ann', action: 'proceed' });
      expect((await run.report()).outcome).toBe('FAILED_DIRTY');
    });
  });
});
