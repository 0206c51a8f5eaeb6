// The pages of the escalation: what they say, and that whoever is paged and whoever rolls back is told.
import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { escalationPage, needsNobody } from '../src/runbook/escalation.js';
import { measuredScope } from '../src/runbook/outage-scope.js';
import type { PageReason, Watch } from './escalation.js';
import { escalatedSignal } from './messages.js';
import { measureOutage, page } from './proxies.js';

/** A page that is repeated is another one: whoever acknowledged the first is called again. */
const dedupKey = ({ input: { rollback } }: Watch, reason: PageReason, number = 1): string =>
  `runback/${rollback.workflowId}/${rollback.runKey}/${reason.replaceAll(' ', '-')}${number > 1 ? `/${number}` : ''}`;

const isLateness = (reason: PageReason): boolean => reason === 'not restored in time';

export async function pageForLateness(watch: Watch): Promise<void> {
  watch.latePages += 1;
  watch.paged.add('not restored in time');
  await sendPage(watch, 'not restored in time');
}

export async function pageFor(watch: Watch, reason: PageReason): Promise<void> {
  if (watch.paged.has(reason)) return;
  watch.paged.add(reason);
  await sendPage(watch, reason);
}

async function sendPage(watch: Watch, reason: PageReason): Promise<void> {
  const { entry, rollback, acceptedAt } = watch.input;
  if (entry.paging === undefined) {
    await tellRollback(
      watch,
      `escalation due (${reason}), but no paging service is in the catalogue: call ${Object.values(entry.contacts)[0] ?? 'the on-call line'}`,
    );
    return;
  }
  const outage = await measureOutage({ entry }).catch(() => undefined);
  const { summary, details } = escalationPage({
    entry,
    reason,
    rollbackId: rollback.workflowId,
    why: watch.input.reason,
    lastedMs: Date.now() - Date.parse(acceptedAt),
    at: new Date().toISOString(),
    outage,
    scopeBefore: watch.scope,
  });
  watch.scope = (outage && measuredScope(outage, entry)) ?? watch.scope;
  const key = dedupKey(watch, reason, isLateness(reason) ? watch.latePages : 1);
  try {
    await page({ entry, action: 'trigger', dedupKey: key, summary, severity: 'critical', details });
    await tellRollback(watch, `paged ${entry.paging.escalateTo}: ${reason}`);
  } catch (error) {
    log.error('the page was refused', { error: String(error) });
    await tellRollback(
      watch,
      `could not page ${entry.paging.escalateTo} (${reason}): call ${Object.values(entry.contacts)[0] ?? 'them'}`,
    );
  }
}

/** After Temporal's reset the run has another id; then whoever holds the lock is told. */
async function tellRollback({ input: { rollback } }: Watch, text: string): Promise<void> {
  for (const runId of [rollback.runId, undefined]) {
    try {
      await getExternalWorkflowHandle(rollback.workflowId, runId).signal(escalatedSignal, text);
      return;
    } catch {
      log.info('the rollback is closed and cannot be told', { text });
    }
  }
}

/** The pages are resolved when the rollback closed and nobody is needed any more. */
export async function resolvePages(watch: Watch): Promise<void> {
  const { entry } = watch.input;
  if (entry.paging === undefined || watch.closed === undefined || !needsNobody(watch.closed)) return;
  const late = Array.from({ length: watch.latePages }, (_, index) =>
    dedupKey(watch, 'not restored in time', index + 1),
  );
  const others = [...watch.paged].filter((reason) => !isLateness(reason)).map((reason) => dedupKey(watch, reason));
  for (const key of [...late, ...others]) {
    await page({
      entry,
      action: 'resolve',
      dedupKey: key,
      summary: `rollback of ${entry.service} closed: ${watch.closed}`,
      severity: 'info',
      details: {},
    }).catch((error: unknown) => log.warn('the page could not be resolved', { error: String(error) }));
  }
}
