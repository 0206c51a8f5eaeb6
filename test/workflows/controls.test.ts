import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { heldIn } from '../support/held-in.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('pause and resume', () => {
  it('holds the next change, shows who paused, and goes on when resumed', async () => {
    const { script, letGo } = heldIn();
    await withRollbacks(
      temporal,
      { ...script, entry: {} },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.say('pause', { by: 'ann', reason: 'wait for the vendor' });
        letGo('look');
        const { waiting } = await run.until((status) => status.waiting?.what === 'resume');
        expect(waiting?.why).toMatch(/paused by ann/);
        expect(callsOf('startEcsDeployment')).toEqual([]);
        await run.say('resume', { by: 'ann' });
        letGo('change');
        letGo('watch');
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
      },
      { keepAs: 'paused' },
    );
  });
});

describe('abort', () => {
  it('before the change: nothing is changed', async () => {
    const { script, letGo } = heldIn();
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.say('abort', { by: 'ann', reason: 'wrong service' });
      letGo('look');
      expect(await run.report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringMatching(/ann: wrong service.*Nothing was changed/),
      });
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('while verifying: what was begun is settled, and the release is said to be unverified', async () => {
    await withRollbacks(
      temporal,
      { watchRecovery: forEver },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until((status) => status.times.stableAt !== undefined);
        await run.say('abort', { by: 'ann', reason: 'enough seen' });
        expect(await run.report()).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/not verified/),
        });
        expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
      },
      { keepAs: 'aborted-while-verifying' },
    );
  });

  it("is what Temporal's own cancel does", async () => {
    await withRollbacks(
      temporal,
      { entry: { policy: { approvals: 1 } } },
      async ({ start }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.handle.cancel();
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/Aborted by a cancel in Temporal: by whom and why is not known there/),
        });
        expect((await run.handle.describe()).status.name).toBe('COMPLETED');
      },
      { keepAs: 'cancelled' },
    );
  });
});

describe('a message that is sent again', () => {
  it('counts once', async () => {
    await withRollbacks(temporal, { entry: { policy: { approvals: 2 } } }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann', messageId: 'm-1' });
      await run.handle.signal('approve', { by: 'ann', messageId: 'm-1' });
      await run.say('approve', { by: 'ben' });
      const report = await run.report();
      expect(report.approvals.map(({ by }) => by)).toEqual(['ann', 'ben']);
      expect(report.timeline.filter(({ text }) => text.startsWith('refused'))).toEqual([]);
    });
  });
});

describe('alerts while it runs', () => {
  it('are evidence: named once each, counted, never a reason to stop', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const alert = { source: 'alertmanager', name: 'P95', status: 'firing', count: 3 };
      await Promise.all([1, 2, 3].map(() => run.handle.signal('alert', alert)));
      const { timeline } = await run.until((status) =>
        status.timeline.some(({ text }) => text.startsWith('alert firing')),
      );
      expect(timeline.filter(({ text }) => text === 'alert firing: P95')).toHaveLength(1);
    });
  });
});

describe('a request that comes when the run is closing', () => {
  it('is not lost: it begins as a run of its own right after', async () => {
    const { activities } = scripted();
    let stores = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const storeReport: Activities['storeReport'] = async (input) => {
      stores += 1;
      if (stores === 1) await held;
      return activities.storeReport(input);
    };
    await withRollbacks(
      temporal,
      { storeReport },
      async ({ start, callsOf }) => {
        const run = await start({ requestId: 'first' });
        await run.until(({ phase }) => phase === 'closing');
        const late = {
          service: 'applylens-api',
          environment: 'prod',
          reason: 'bad again',
          requestedBy: 'ben',
          requestId: 'second',
        };
        expect(await run.say('request', late)).toMatchObject({
          said: expect.stringMatching(/a run of its own right after/),
        });
        letGo();
        expect(await run.report()).toMatchObject({ id: 'second', outcome: 'ROLLED_BACK' });
        expect(callsOf('storeReport')).toHaveLength(2);
      },
      { keepAs: 'late-request' },
    );
  });
});
