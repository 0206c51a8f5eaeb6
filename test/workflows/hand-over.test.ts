import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { refusedBecause } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('a run under another id than the lock', () => {
  it('starts the rollback that holds the lock and says where to look', async () => {
    await withRollbacks(
      temporal,
      {},
      async ({ start }) => {
        const run = await start({}, 'rollback', 'by-hand-1');
        expect(await run.handle.result()).toEqual({
          outcome: 'HANDED_OVER',
          answer: 'started',
          see: 'rollback/prod/applylens-api',
        });
        const report = (await temporal.client.workflow.getHandle('rollback/prod/applylens-api').result()) as Report;
        expect(report.outcome).toBe('ROLLED_BACK');
      },
      { keepAs: { 'by-hand-1': 'handed-over' } },
    );
  });

  it('joins the rollback that runs', async () => {
    const script = {
      requestOfRunning: async () => ({ answer: 'joined' as const }),
      watchRecovery: async () => refusedBecause('AwsRefused', 'x'),
    };
    await withRollbacks(temporal, script, async ({ start }) => {
      const running = await start();
      await running.until(({ phase }) => phase === 'waiting for the operator');
      const second = await start({}, 'ecsTaskRollback', 'by-hand-2');
      expect(await second.handle.result()).toEqual({
        outcome: 'HANDED_OVER',
        answer: 'joined',
        see: 'rollback/prod/applylens-api',
      });
    });
  });
});
