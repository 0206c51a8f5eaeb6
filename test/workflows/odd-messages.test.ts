import { METADATA_ENCODING_KEY } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { heldIn } from '../support/held-in.js';
import { forEver } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

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
