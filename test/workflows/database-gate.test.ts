import { describe, expect, it } from 'vitest';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { agreedByTwo } from '../support/agreed-by-two.js';
import {
  anAssessment,
  aRehearsal,
  askedWithDatabase,
  scriptedDatabase,
  withDatabase,
} from '../support/scripted-database.js';
import { askedBy, relayed } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const glassOf = (by: string, more: object) =>
  relayed('approve', ['admin'], { by, breakGlass: 'alone at night', ...more });

describe('break-glass at the gate of a database', () => {
  it('lets one admin go ahead who types what is lost; it was rehearsed and backed up, and the manager is paged', async () => {
    await withRollbacks(
      temporal,
      withDatabase(),
      async ({ start, calls, callsOf }) => {
        const run = await start(askedWithDatabase());
        await run.until(({ phase }) => phase === 'waiting for approval');
        await expect(run.say('approve', glassOf('ann', { lost: 'some rows' }))).rejects.toMatchObject({
          cause: { message: expect.stringContaining("--lost 'table consent_log (1,204 rows)'") },
        });
        await run.say('approve', glassOf('ann', { lost: 'table consent_log (1,204 rows)' }));
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', database: { doneAt: expect.anything() } });
        expect(report.approvals).toMatchObject([
          {
            decision: 'break-glass',
            by: 'ann',
            identity: 'authenticated',
            comment: 'alone at night (the database is taken back: table consent_log (1,204 rows))',
          },
        ]);
        expect(callsOf('page')).toMatchObject([
          { summary: expect.stringMatching(/^BREAK-GLASS: ann alone .*consent_log \(1,204 rows\)\)$/) },
        ]);
        const order = calls.map(({ activity }) => activity);
        expect(order.indexOf('rehearseDatabase')).toBeGreaterThan(-1);
        expect(order.indexOf('backUpDatabase')).toBeLessThan(order.indexOf('downgradeDatabase'));
      },
      { keepAs: 'database-break-glass' },
    );
  });
});

describe('what a step takes away though its SQL does not tell', () => {
  it('is counted in production once it was rehearsed, and shown to the approvers', async () => {
    const rehearsal = aRehearsal();
    const [walked = never()] = rehearsal.steps;
    const steps = [{ ...walked, loses: [{ table: 'tokens', isChange: true as const }] }];
    let assessed = 0;
    const script = withDatabase({
      assessDatabase: async () => {
        assessed += 1;
        if (assessed === 1) return anAssessment();
        const changed = { table: 'tokens', isChange: true as const, rows: 812, step: '0018_consent_log' };
        return anAssessment({ losses: [changed], rehearsed: rehearsal });
      },
      rehearseDatabase: async () => ({ ...rehearsal, steps }),
    });
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start(askedWithDatabase());
      const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(waiting?.why).toContain('lost or changed for good: rows of tokens changed (up to 812)');
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect(texts(await run.report())).toContain('would be lost or changed: rows of tokens changed (up to 812)');
      expect(assessed).toBe(2);
    });
  });
});

describe('the application first, where that is asked for', () => {
  it('is said at the gate with what speaks for it, and done in that order', async () => {
    await withRollbacks(temporal, withDatabase(), async ({ start, calls }) => {
      const run = await start(askedBy('olga', { database: { order: 'application-first' } }));
      const { waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(waiting?.why).toMatch(/is taken back, after the application: asked for; the newer migrations only add/);
      await agreedByTwo(run);
      const done = { order: 'application-first', doneAt: expect.anything() };
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', database: done });
      const order = calls.map(({ activity }) => activity);
      expect(order.indexOf('startEcsDeployment')).toBeLessThan(order.indexOf('downgradeDatabase'));
    });
  });
});

const never = (): never => {
  throw new Error('there is a step');
};

describe('a schema that somebody else changes meanwhile', () => {
  const good = scriptedDatabase();

  it('is not our doing: nothing is dirty, a person is asked, and the gate is asked anew', async () => {
    const off = { state: 'off the path', claims: 0 } as const;
    const untouched = { begun: false, ran: [], orphansEnded: 0, blockers: [], at: new Date().toISOString() };
    let fingerprint = 'before';
    const script = withDatabase({
      assessDatabase: async () => anAssessment({ fingerprint }),
      plotPath: async () => [{ revisions: ['0018_consent_log'], fingerprint }],
      downgradeDatabase: async (input) =>
        fingerprint === 'before' ? { ...untouched, standing: off } : good.downgradeDatabase(input),
    });
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const run = await start(askedWithDatabase());
        await agreedByTwo(run);
        const { waiting } = await run.until(({ phase }) => phase === 'waiting for the operator');
        expect(waiting?.why).toMatch(/changed by somebody else; this run has not touched it: its revision claims 0/);
        expect(waiting?.then).toBe('ends as FAILED_SAFE');
        fingerprint = 'with an index of somebody else';
        await run.say('decide', relayed('decide', ['operator'], { by: 'ann', action: 'retry' }));
        await agreedByTwo(run);
        expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK' });
      },
      { keepAs: 'database-not-ours' },
    );
  });

  it('is assessed again where that happens while it is rehearsed and backed up', async () => {
    let plotted = 0;
    const script = withDatabase({
      assessDatabase: async () => anAssessment({ fingerprint: plotted === 0 ? 'before' : 'after' }),
      plotPath: async () => {
        plotted += 1;
        return [{ revisions: ['0018_consent_log'], fingerprint: 'after' }];
      },
    });
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start(askedWithDatabase());
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect(texts(await run.report())).toContain('changed by somebody else while it was rehearsed and backed up');
      expect(callsOf('assessDatabase')).toHaveLength(2);
    });
  });
});
