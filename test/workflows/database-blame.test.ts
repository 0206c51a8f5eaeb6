import { describe, expect, it } from 'vitest';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { aSituation } from '../support/a-situation.js';
import type { Script } from '../support/scripted-activities.js';
import { anAssessment, withDatabase } from '../support/scripted-database.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

/** The trouble began three minutes before v1.2.3 was deployed. */
const { errorRate } = aSituation();
const onset = '2026-11-23T02:52:00.000Z';
const before: Script['situation'] =
  errorRate.state === 'known' ? { errorRate: { state: 'known', value: { ...errorRate.value, onset } } } : {};

describe('trouble that began shortly before a deployment', () => {
  it('is the doing of its migration where one stands between that the target is not proven to run on: people decide', async () => {
    const assessDatabase = async () => anAssessment({ isAdditive: false });
    await withRollbacks(temporal, withDatabase({ situation: before, assessDatabase }), async ({ start }) => {
      const run = await start();
      const { to, waiting } = await run.until(({ phase }) => phase === 'waiting for approval');
      expect(to?.version).toBe('1.2.2');
      expect(waiting?.why).toMatch(/nothing proves that the target runs/);
      expect((await run.handle.query<{ warnings: string[] }>('plan')).warnings).toContainEqual(
        expect.stringMatching(/it counts as the doing of the migration/),
      );
      await run.say('abort', { by: 'ann', reason: 'enough' });
      await run.report();
    });
  });

  it.each([
    ['no migration stands between', anAssessment({ steps: [], from: ['0017_email_thread'] })],
    ['its migrations only add', anAssessment()],
  ])('rules the older release out where %s', async (_, assessment) => {
    const script = withDatabase({ situation: before, assessDatabase: async () => assessment });
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      const { to } = await run.until(({ phase }) => phase.startsWith('waiting for'));
      expect(to?.version).not.toBe('1.2.2');
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect(texts(await run.report())).toMatch(/v1\.2\.2 had the trouble before the deployment, and no migration/);
    });
  });
});
