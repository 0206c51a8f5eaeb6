import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const asksOne = { entry: { policy: { approvals: 1 } } };
const anAlert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;

describe('the gate', () => {
  it('goes ahead when another person approves', async () => {
    await withRollbacks(
      temporal,
      asksOne,
      async ({ start }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('approve', { by: 'ann', comment: 'go' });
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.approvals).toEqual([
          expect.objectContaining({ decision: 'approve', by: 'ann', identity: 'claimed' }),
        ]);
      },
      { keepAs: 'approved' },
    );
  });

  it('takes an approval as a signal too', async () => {
    await withRollbacks(temporal, asksOne, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.handle.signal('approve', { by: 'ann' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
    });
  });

  it('refuses the approval of who asked, and says why', async () => {
    await withRollbacks(temporal, asksOne, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await expect(run.say('approve', { by: 'olga' })).rejects.toMatchObject({
        cause: { message: /olga asked for this rollback/ },
      });
      await run.say('reject', { by: 'olga' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });

  it('changes nothing when it is rejected, and gives the reason', async () => {
    await withRollbacks(
      temporal,
      asksOne,
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('reject', { by: 'ann', comment: 'planned maintenance' });
        expect(await run.report()).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/planned maintenance/),
          serving: [{ release: '1.2.3', taskDefinition: arn(124), tasks: 4 }],
          servingAt: expect.any(String),
        });
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'rejected' },
    );
  });

  it('shows what it waits for, from whom, until when and what happens then', async () => {
    await withRollbacks(temporal, asksOne, async ({ start }) => {
      const run = await start();
      const { waiting, legalVerbs } = await run.until((status) => status.waiting !== undefined);
      expect(waiting).toMatchObject({ what: 'approval', from: expect.stringMatching(/not olga/), then: 'goes ahead' });
      expect(Date.parse(waiting?.until ?? '')).toBeGreaterThan(Date.now());
      expect(legalVerbs).toEqual(expect.arrayContaining(['approve', 'reject', 'abort']));
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });

  it('goes ahead in silence when a person asked', async () => {
    const script = { entry: { policy: { approvals: 1 }, timings: { gateSEV2: 100 } } };
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', approvals: [{ decision: 'silence' }] });
      },
      { keepAs: 'silence' },
    );
  });

  it('goes ahead in silence when Runback measured the trigger and a deployment is suspect', async () => {
    const script = { entry: { policy: { approvals: 1 }, timings: { gateSEV2: 100 } } };
    await withRollbacks(temporal, script, async ({ start }) => {
      expect((await (await start(anAlert)).report()).outcome).toBe('ROLLED_BACK');
    });
  });

  it('asks a person about an alert that it cannot confirm, although the policy asks nobody, and never goes ahead in silence', async () => {
    const script = {
      entry: { timings: { gateSEV2: 100, gateEndsAfter: 400 } },
      situation: { errorRate: { state: 'unknown', why: 'Prometheus did not answer' } as const },
    };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const report = await (await start(anAlert)).report();
      expect(report).toMatchObject({ outcome: 'ABORTED', headline: expect.stringMatching(/Nobody approved/) });
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('never goes ahead in silence in mode propose when a machine asked', async () => {
    const script = { entry: { policy: { mode: 'propose' as const }, timings: { gateSEV2: 100, gateEndsAfter: 300 } } };
    await withRollbacks(temporal, script, async ({ start }) => {
      expect((await (await start(anAlert)).report()).outcome).toBe('ABORTED');
    });
  });

  it('waits in mode propose for a person too, although the policy asks nobody', async () => {
    await withRollbacks(temporal, { entry: { policy: { mode: 'propose' } } }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
    });
  });

  it('never waits for an item that only tells, whoever the policy wants it from', async () => {
    const entry = { policy: { confirmByPerson: ['communicate', 'create-incident'] } };
    await withRollbacks(temporal, { entry }, async ({ start }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', approvals: [{ decision: 'not asked' }] });
      expect(report.checklist.find(({ item }) => item === 'communicate')?.state).not.toBe('done');
    });
  });

  it('waits for a confirmation that the policy wants from a person', async () => {
    const script = { entry: { policy: { confirmByPerson: ['verify-issue'] } } };
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      expect((await run.status()).phase).toBe('waiting for approval');
      await run.say('confirm', { item: 'verify-issue', by: 'olga', evidence: 'I see it' });
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.checklist).toContainEqual(
        expect.objectContaining({ item: 'verify-issue', how: 'person', by: 'olga', evidence: 'I see it' }),
      );
    });
  });
});
