import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { followed } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const lost = (): never => {
  throw ApplicationFailure.retryable('TimeoutError', 'AwsUnavailable');
};
const unmeasured = {
  verdict: 'could not measure',
  checks: [{ name: 'Error rate', verdict: 'could not measure', evidence: 'no samples' }],
} as const;
/** What the workflow is told serves at the end: the bad release again, or nothing that can be read. */
const badServes: Activities['readServing'] = async () => ({
  service: (await good.lookAround({} as never)).service,
  serving: [{ release: '1.2.3', taskDefinition: arn(124), tasks: 4 }],
});

describe('proceed', () => {
  it('is judged by what serves now, not by what served when the question was asked', async () => {
    const world = { watchRecovery: async () => unmeasured, readServing: badServes };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      expect(await run.report()).toMatchObject({
        outcome: 'FAILED_DIRTY',
        headline: expect.stringMatching(/Production runs as before: 4 tasks v1\.2\.3$/),
      });
    });
  });

  it('does not make a failed check good', async () => {
    const checkTargetServes: Activities['checkTargetServes'] = async () => [
      { name: 'Health', verdict: 'failed', evidence: 'status degraded' },
    ];
    let expired: () => void = () => undefined;
    const untilExpired = new Promise<void>((resolve) => {
      expired = resolve;
    });
    const watchRecovery = async () => {
      await untilExpired;
      return refusedBecause('AwsCredentials', 'ExpiredToken');
    };
    await withRollbacks(temporal, { checkTargetServes, watchRecovery }, async ({ start }) => {
      const run = await start();
      await run.until(({ timeline }) => timeline.some(({ text }) => text.startsWith('checked at stable')));
      expired();
      await run.until(({ phase }) => phase === waits);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      expect((await run.report()).outcome).not.toBe('ROLLED_BACK');
    });
  });
});

describe('an abort during the last checks', () => {
  it('leaves the release unverified: the checks at stable are not forgotten', async () => {
    let checked = 0;
    const checkTargetServes: Activities['checkTargetServes'] = async () => {
      checked += 1;
      return checked === 1 ? [{ name: 'Health', verdict: 'failed', evidence: 'status degraded' }] : lost();
    };
    await withRollbacks(temporal, { checkTargetServes }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('checkTargetServes').length > 2);
      await run.say('abort', { by: 'ann', reason: 'stop' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', verification: { verdict: 'not verified' } });
      expect(report.verification.checks).toContainEqual(expect.objectContaining({ name: 'Health', verdict: 'failed' }));
      expect(callsOf('tagRelease')).not.toContainEqual(expect.objectContaining({ key: 'runback:verified' }));
    });
  });
});

describe('what serves at the end', () => {
  it('is said to be unread where it could not be read', async () => {
    const world = {
      entry: { timings: { operatorEndsAfter: 300 } },
      readServing: async () => refusedBecause('AwsCredentials', 'ExpiredToken'),
      followDeployment: async () =>
        followed('failed', 'tasks failed to start', {
          serving: [{ release: '1.2.3', taskDefinition: arn(124), tasks: 4 }],
        }),
    };
    await withRollbacks(temporal, world, async ({ start }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'FAILED_DIRTY', serving: [] });
      expect(report.headline).toMatch(/What serves now could not be read/);
    });
  });
});

describe('a doubt that comes up while the run is paused', () => {
  it('opens the gate although the policy asks nobody', async () => {
    let looks = 0;
    let paused = true;
    const lookAround: Activities['lookAround'] = async (input) => {
      looks += 1;
      const seen = await good.lookAround(input);
      return looks === 1 ? seen : { ...seen, errorRate: { state: 'unknown', why: 'Prometheus did not answer' } };
    };
    const startEcsDeployment: Activities['startEcsDeployment'] = async (input) =>
      paused ? lost() : good.startEcsDeployment(input);
    const readServing: Activities['readServing'] = async () => ({
      service: (await good.lookAround({} as never)).service,
      serving: [],
    });
    const alert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;
    await withRollbacks(temporal, { lookAround, startEcsDeployment, readServing }, async ({ start, callsOf }) => {
      const run = await start(alert);
      await run.until(() => callsOf('startEcsDeployment').length > 1);
      await run.say('pause', { by: 'ann' });
      await run.until(({ waiting }) => waiting?.what === 'resume');
      paused = false;
      await run.say('resume', { by: 'ann' });
      const status = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(status.waiting?.why).toMatch(/could not confirm/);
    });
  });
});

describe('the backup plan', () => {
  it('is proven anew before the next change, and is open again when the backups have grown old meanwhile', async () => {
    const database = { kind: 'instance', id: 'applylens-prod', status: 'available' } as const;
    const restorableTo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    let age = 3;
    let paused = true;
    const lookAround: Activities['lookAround'] = async (input) => ({
      ...(await good.lookAround(input)),
      backups: { state: 'known', value: { ...database, restorableTo: restorableTo(age) } },
    });
    const startEcsDeployment: Activities['startEcsDeployment'] = async (input) =>
      paused ? lost() : good.startEcsDeployment(input);
    const readServing: Activities['readServing'] = async () => ({
      service: (await good.lookAround({} as never)).service,
      serving: [],
    });
    await withRollbacks(temporal, { lookAround, startEcsDeployment, readServing }, async ({ start, callsOf }) => {
      const run = await start();
      const { checklist } = await run.until(() => callsOf('startEcsDeployment').length > 1);
      const backupPlan = (items: typeof checklist) => items.find(({ item }) => item === 'backup-plan');
      expect(backupPlan(checklist)).toMatchObject({
        state: 'done',
        how: 'automatic',
        evidence: expect.stringMatching(/^applylens-prod can be restored to .* \(3 min ago\)/),
      });
      await run.say('pause', { by: 'ann' });
      await run.until(({ waiting }) => waiting?.what === 'resume');
      [paused, age] = [false, 20];
      await run.say('resume', { by: 'ann' });
      await run.until(({ phase }) => phase === 'verifying' || phase === 'closing');
      const report = await run.report();
      expect(backupPlan(report.checklist)).toMatchObject({
        state: 'open',
        evidence: expect.stringMatching(/\(20 min ago\)/),
      });
    });
  });
});

describe('an id of a message that is no text', () => {
  it('kills neither the rollback nor its escalation', async () => {
    const { client } = temporal;
    await withRollbacks(temporal, { entry: { policy: { approvals: 1 } } }, async ({ start }) => {
      const run = await start({ requestId: 'odd' });
      await run.until(({ phase }) => phase === 'waiting for approval');
      const odd = { toString: null, valueOf: null };
      await run.handle.signal('note', { by: 'x', text: 'y', messageId: odd });
      const escalation = client.workflow.getHandle('escalation/prod/applylens-api/odd');
      await escalation.signal('restored', odd);
      await run.say('approve', { by: 'bob' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      await expect(escalation.result()).resolves.toEqual([]);
    });
  });
});
