import { METADATA_ENCODING_KEY } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { forEver, type Script } from '../support/scripted-activities.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await aTemporal();
});
afterAll(() => temporal.stop());

/** A run that stays in each phase until the test lets it go. */
function heldIn(): { script: Script; letGo: (activity: string) => void } {
  const gates = new Map<string, () => void>();
  const held = (activity: string) =>
    new Promise<void>((resolve) => {
      gates.set(activity, resolve);
    });
  const look = held('look');
  const change = held('change');
  const watch = held('watch');
  return {
    script: {
      entry: { policy: { approvals: 1 } },
      lookAround: async (input) => {
        await look;
        const { scripted } = await import('../support/scripted-activities.js');
        return scripted().activities.lookAround(input);
      },
      followDeployment: async (input) => {
        await change;
        const { scripted } = await import('../support/scripted-activities.js');
        return scripted().activities.followDeployment(input);
      },
      watchRecovery: async () => {
        await watch;
        return { verdict: 'recovered', checks: [] };
      },
    },
    letGo: (activity) => gates.get(activity)?.(),
  };
}

const oddities: readonly unknown[] = [null, [], 'approve', 42, { by: 7 }, { action: 'rm -rf' }];

async function sendOddities(run: RunningRollback): Promise<void> {
  for (const name of ['approve', 'decide', 'confirm', 'pause', 'abort', 'note', 'request', 'alert']) {
    for (const value of oddities) await run.handle.signal(name, value);
  }
  await run.handle.signal('note', { by: 'ann', text: 'x'.repeat(1_000_000) });
  await signalRaw(run, 'abort', 'binary/no-such-encoding');
  await run.handle.signal('nobody-listens-to-this', { by: 'ann' });
}

const signalRaw = (run: RunningRollback, signalName: string, encoding: string) =>
  temporal.client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: run.handle.workflowId },
    signalName,
    input: proto.api.common.v1.Payloads.create({
      payloads: [{ metadata: { [METADATA_ENCODING_KEY]: Buffer.from(encoding) }, data: Buffer.from([1, 2, 3]) }],
    }),
  });

describe('messages that nobody should have sent', () => {
  it('are lines in the timeline in every phase, and the rollback goes on', { timeout: 120_000 }, async () => {
    const { script, letGo } = heldIn();
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'looking');
      await sendOddities(run);
      letGo('look');
      await run.until(({ phase }) => phase === 'waiting for approval');
      await sendOddities(run);
      await run.say('approve', { by: 'ann' });
      await run.until(({ phase }) => phase === 'acting');
      await sendOddities(run);
      letGo('change');
      await run.until(({ phase }) => phase === 'verifying');
      await sendOddities(run);
      letGo('watch');
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.timeline.filter(({ text }) => text.startsWith('refused ')).length).toBe(50);
      expect(report.timeline.at(-1)?.text).toMatch(/^\d+ lines were left out$/);
      expect(JSON.stringify(report).length).toBeLessThan(256_000);
    });
  });

  it('are refused with a sentence as updates', async () => {
    await withRollbacks(
      temporal,
      { followDeployment: forEver },
      async ({ start }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'acting');
        await expect(run.say('approve', null)).rejects.toMatchObject({
          cause: { message: /expected an object with by, comment/ },
        });
        await expect(run.say('approve', { by: 'ann' })).rejects.toMatchObject({
          cause: { message: /nothing waits for approval/ },
        });
      },
      { keepAs: 'odd-messages' },
    );
  });
});

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
        expect(report).toMatchObject({ outcome: 'ABORTED', headline: expect.stringMatching(/Temporal cancel/) });
        expect((await run.handle.describe()).status.name).toBe('COMPLETED');
      },
      { keepAs: 'cancelled' },
    );
  });
});

describe('a second request for the same service', () => {
  it('joins when it wants the same, and raises the severity', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const answer = await run.say('request', {
        service: 'applylens-api',
        environment: 'prod',
        reason: 'users complain',
        severity: 'SEV1',
        requestedBy: 'ben',
      });
      expect(answer).toMatchObject({ answer: 'joined' });
      expect((await run.status()).severity).toBe('SEV1');
    });
  });

  it('differs when it wants another target, and changes nothing', async () => {
    await withRollbacks(temporal, { watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      const wish = {
        service: 'applylens-api',
        environment: 'prod',
        reason: 'older please',
        target: { version: '1.2.1' },
      };
      expect(await run.say('request', wish)).toMatchObject({ answer: 'differs' });
      expect((await run.status()).to?.version).toBe('1.2.2');
    });
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
