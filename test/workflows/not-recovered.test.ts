import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const notRecovered = {
  verdict: 'not recovered',
  checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 % (limit < 2 %)' }],
} as const;

describe('production that stays bad on the target', () => {
  it('is not repaired by the same change again: it waits, and proceed ends as NOT_RECOVERED', async () => {
    await withRollbacks(
      temporal,
      { watchRecovery: async () => notRecovered },
      async ({ start, callsOf }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === waits)).doing).toMatch(/still bad: Error rate: errors 8.9 %/);
        await run.say('decide', { by: 'ann', action: 'proceed' });
        expect(await run.report()).toMatchObject({
          outcome: 'NOT_RECOVERED',
          verification: { verdict: 'not recovered' },
        });
        expect(callsOf('startEcsDeployment')).toHaveLength(1);
      },
      { keepAs: 'not-recovered' },
    );
  });

  it('verifies again on retry, without a second change', async () => {
    let watched = 0;
    const watchRecovery = async () => {
      watched += 1;
      return watched === 1 ? notRecovered : good.watchRecovery({} as never);
    };
    await withRollbacks(temporal, { watchRecovery }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      await run.say('decide', { by: 'ann', action: 'retry' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('startEcsDeployment')).toHaveLength(1);
    });
  });
});

describe('a database that cannot be asked after the rollback', () => {
  it('is never called well: a person decides, and a retry measures again, against what was before the change', async () => {
    const backingServices = { elasticsearch: { state: 'known', value: { status: 'green' } } } as const;
    let reachable = false;
    const checkTargetServes = async () => [
      { name: 'Version', verdict: 'passed', evidence: '20 of 20 connections' } as const,
      reachable
        ? ({ name: 'Database connectivity', verdict: 'passed', evidence: 'answered SELECT 1 in 4 ms' } as const)
        : ({ name: 'Database connectivity', verdict: 'could not measure', evidence: 'connection refused' } as const),
    ];
    await withRollbacks(
      temporal,
      { checkTargetServes, situation: { backingServices } },
      async ({ start, callsOf }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === waits)).doing).toMatch(
          /could not be measured: Database connectivity: connection refused/,
        );
        reachable = true;
        await run.say('decide', { by: 'ann', action: 'retry' });
        expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
        for (const activity of ['checkTargetServes', 'watchRecovery'] as const) {
          const inputs = callsOf(activity);
          expect(inputs.length).toBeGreaterThan(1);
          for (const input of inputs) expect(input).toMatchObject({ before: backingServices });
        }
        expect(callsOf('startEcsDeployment')).toHaveLength(1);
      },
      { keepAs: 'database-not-reached' },
    );
  });
});

describe('recovery that could not be measured', () => {
  it('is never called recovered: a person decides', async () => {
    const unmeasured = {
      verdict: 'could not measure',
      checks: [{ name: 'Error rate', verdict: 'could not measure', evidence: 'no samples' }],
    } as const;
    await withRollbacks(
      temporal,
      { watchRecovery: async () => unmeasured },
      async ({ start }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === waits)).doing).toMatch(
          /could not be measured: Error rate: no samples/,
        );
        await run.say('decide', { by: 'ann', action: 'proceed' });
        const report = await run.report();
        expect(report.verification.verdict).toBe('could not measure');
        expect(report.times.verifiedAt).toBeUndefined();
      },
      { keepAs: 'not-measured' },
    );
  });
});
