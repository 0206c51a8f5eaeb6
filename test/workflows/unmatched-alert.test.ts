import { expect, it } from 'vitest';
import { queues, unmatchedId } from '../../src/identifiers.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { anEntry } from '../support/an-entry.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

it('a critical alert that matches no service has the on-call paged', async () => {
  await withRollbacks(temporal, {}, async ({ callsOf }) => {
    const entry = anEntry({ service: 'chekout' });
    const unmatched = { alert: { source: 'datadog', name: 'ErrorRate' }, service: 'chekout' };
    const started = await temporal.client.workflow.start('unmatchedAlert', {
      workflowId: unmatchedId('a1'),
      taskQueue: queues.main,
      args: [{ entry, unmatched, dedupKey: 'runback/unmatched/a1' }],
    });
    await expect(started.result()).resolves.toEqual({ pagedAt: expect.any(String) });
    expect(callsOf('page')).toMatchObject([
      {
        to: 'the on-call',
        action: 'trigger',
        dedupKey: 'runback/unmatched/a1',
        summary: expect.stringContaining('cannot match: ErrorRate (service "chekout", from datadog)'),
      },
    ]);
  });
});
