import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { approvalBy, askedBy, relayed, strict } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const atTheGate = ({ phase, waiting }: { phase: string; waiting?: unknown }) =>
  phase === 'waiting for approval' && waiting !== undefined;

describe('a gate that demands a proven name', () => {
  it('needs one more approver where it is only claimed who asked, and says how to prove it', async () => {
    await withRollbacks(temporal, strict, async ({ start }) => {
      const run = await start({ requestedBy: 'olga' });
      const { waiting, timeline } = await run.until(atTheGate);
      expect(waiting).toMatchObject({
        from: '2 approvers (not olga)',
        why: expect.stringMatching(/that olga asked is only claimed: .*RUNBACK_TOKEN=… runback start applylens-api/),
      });
      expect(texts({ timeline })).toMatch(/asked because that olga asked is only claimed/);
      await run.say('approve', approvalBy('mallory'));
      expect((await run.status()).phase).toBe('waiting for approval');
      await run.say('approve', approvalBy('ann'));
      expect(await run.report()).toMatchObject({
        outcome: 'ROLLED_BACK',
        requester: { by: 'olga', kind: 'person', identity: 'claimed' },
        approvals: [{ by: 'mallory' }, { by: 'ann' }],
      });
    });
  });

  it('takes the server’s word for who asked, and lets another one approve', async () => {
    await withRollbacks(
      temporal,
      strict,
      async ({ start }) => {
        const run = await start(askedBy('olga'));
        expect((await run.until(atTheGate)).waiting).toMatchObject({
          from: '1 approver (not olga)',
          why: 'the policy asks for approval',
        });
        await expect(run.say('approve', approvalBy('olga'))).rejects.toMatchObject({
          cause: { message: /olga asked for this rollback/ },
        });
        await run.say('approve', approvalBy('ann'));
        const report = await run.report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          reason: '∗5xx∗ since v1.2.3',
          requester: { by: 'olga', kind: 'person', identity: 'authenticated' },
        });
        expect(report.request).not.toHaveProperty('relayed');
      },
      { keepAs: 'asked-by-token' },
    );
  });

  it('asks no further once somebody asks for the same by a proven name', async () => {
    await withRollbacks(temporal, strict, async ({ start }) => {
      const run = await start({ requestedBy: 'olga' });
      await run.until(atTheGate);
      expect(await run.say('request', askedBy('bob'))).toMatchObject({ answer: 'joined' });
      expect((await run.status()).waiting).toMatchObject({ from: '1 approver (not bob)' });
      await run.say('approve', approvalBy('ann'));
      const report = await run.report();
      expect(report).toMatchObject({ requester: { by: 'bob', identity: 'authenticated' } });
      expect(report.messages?.[0]).toMatchObject({ message: 'request', by: 'bob', identity: 'authenticated' });
    });
  });

  it('does not count the approval of who then asks himself', async () => {
    await withRollbacks(temporal, strict, async ({ start }) => {
      const run = await start({ requestedBy: 'olga' });
      await run.until(atTheGate);
      await run.say('approve', approvalBy('mallory'));
      await run.say('request', askedBy('mallory'));
      expect(await run.status()).toMatchObject({
        phase: 'waiting for approval',
        waiting: { from: '1 approver (not mallory)' },
      });
      await run.say('approve', approvalBy('ann'));
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
    });
  });

  it.each([
    ['with another key', askedBy('olga', {}, 'f'.repeat(32)), /who asked is only claimed: its signature is not/],
    [
      'and then changed',
      { ...askedBy('olga'), requestedBy: 'paul' },
      /who asked is only claimed: its signature is not/,
    ],
  ])('believes no request that was signed %s, and goes on', async (_, request, why) => {
    await withRollbacks(temporal, strict, async ({ start }) => {
      const run = await start(request);
      const { waiting, timeline } = await run.until(atTheGate);
      expect(waiting?.from).toMatch(/^2 approvers/);
      expect(texts({ timeline })).toMatch(why);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      await run.report();
    });
  });

  it('never goes ahead in silence where it is only claimed who asked', async () => {
    const timings = { gateSEV2: 300, gateEndsAfter: 500 };
    await withRollbacks(temporal, { ...strict, entry: { ...strict.entry, timings } }, async ({ start }) => {
      expect(await (await start({ requestedBy: 'olga' })).report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringMatching(/^Nobody approved/),
      });
      expect(await (await start(askedBy('olga'))).report()).toMatchObject({
        outcome: 'ROLLED_BACK',
        approvals: [{ decision: 'silence' }],
      });
    });
  });

  it('lets a claimed name decide nothing but to stop', async () => {
    const nowhere = { ...strict, lookAround: async () => refusedBecause('ServiceNotFound', 'no such service') };
    await withRollbacks(temporal, nowhere, async ({ start }) => {
      const run = await start(askedBy('olga'));
      const { waiting } = await run.until(({ phase, waiting }) => phase === 'waiting for the operator' && !!waiting);
      expect(waiting?.byToken).toBe(true);
      await expect(run.say('decide', { by: 'olga', action: 'retry' })).rejects.toMatchObject({
        cause: { message: /only claimed.*RUNBACK_TOKEN=… runback decide applylens-api --env prod/ },
      });
      await run.say('decide', relayed('decide', ['operator'], { by: 'olga', action: 'retry' }));
      await run.until(({ timeline }) => timeline.some(({ text }) => text === 'decided: retry'));
      await run.say('decide', { by: 'ann', action: 'abort' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });
});

describe('a request that came by token while the run was closing', () => {
  it('begins as a run of its own, in the same proven name', async () => {
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
    const asksNobody = { ...strict, entry: { policy: { identity: 'authenticated' as const } }, storeReport };
    await withRollbacks(temporal, asksNobody, async ({ start }) => {
      const run = await start({ requestId: 'first' });
      await run.until(({ phase }) => phase === 'closing');
      expect(await run.say('request', askedBy('ben', { requestId: 'second' }))).toMatchObject({
        said: expect.stringMatching(/a run of its own right after/),
      });
      letGo();
      expect(await run.report()).toMatchObject({
        id: 'second',
        outcome: 'ROLLED_BACK',
        requester: { by: 'ben', kind: 'person', identity: 'authenticated' },
      });
    });
  });
});
