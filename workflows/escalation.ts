// Runbook › Escalation: a workflow of its own, on its own queue, that pages although everything else may be dead.
import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunIdentity } from '../activities/activities.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { escalationPage, needsNobody } from '../src/runbook/escalation.js';
import { closedSignal, escalatedSignal, restoredSignal } from './messages.js';
import { describeRollback, page } from './proxies.js';

export interface EscalationInput {
  readonly entry: CatalogueEntry;
  readonly rollback: RunIdentity;
  /** ISO times: acceptance, and that plus the runbook's 30 minutes. */
  readonly acceptedAt: string;
  readonly escalatesAt: string;
  readonly reason: string;
  /** What was paged already, when the history was cut. */
  readonly paged?: readonly PageReason[];
  readonly latePages?: number;
  readonly restoredAt?: string;
}

export type PageReason = 'not restored in time' | 'closed without a report' | 'workflow task keeps failing';

interface Watch {
  readonly input: EscalationInput;
  readonly paged: Set<PageReason>;
  /** How often it was paged that traffic is not restored. */
  latePages: number;
  restoredAt: string | undefined;
  closed: string | undefined;
  /** Milliseconds: since when there is no run, and no report of one. */
  goneSince?: number | undefined;
}

const failingFrom = 3;

/** Ends when the rollback said that it closed with a report, or was seen to have ended without one. */
export async function escalation(input: EscalationInput): Promise<readonly PageReason[]> {
  const watch = beginWatch(input);
  setHandler(restoredSignal, (at) => {
    if (typeof at === 'string') watch.restoredAt = at === '' ? undefined : at;
  });
  setHandler(closedSignal, (outcome) => {
    if (typeof outcome === 'string') watch.closed = outcome;
  });
  while (watch.closed === undefined) {
    await condition(() => watch.closed !== undefined, untilNextLook(watch), {
      summary: 'until the next look at the rollback',
    });
    if (watch.closed !== undefined) break;
    await escalateWhenLate(watch);
    if (await lookFromOutside(watch)) break;
    // The next run is not told of a signal that this one has heard.
    if (watch.closed === undefined && workflowInfo().continueAsNewSuggested) await carryOn(watch);
  }
  await resolvePages(watch);
  return [...watch.paged];
}

const beginWatch = (input: EscalationInput): Watch => ({
  input,
  paged: new Set(input.paged),
  latePages: input.latePages ?? 0,
  restoredAt: input.restoredAt,
  closed: undefined,
});

/** Milliseconds until the next page for lateness: the first at thirty minutes, then one every fifteen. */
const lateIn = ({ input: { escalatesAt, entry }, latePages }: Watch): number =>
  Date.parse(escalatesAt) + latePages * entry.timings.escalateEvery - Date.now();

/** A rollback that is gone has a page of its own. */
const mayBeLate = ({ restoredAt, goneSince }: Watch): boolean => restoredAt === undefined && goneSince === undefined;

function untilNextLook(watch: Watch): number {
  const look = watch.input.entry.timings.escalationLook;
  return mayBeLate(watch) ? Math.max(1, Math.min(look, lateIn(watch))) : look;
}

async function escalateWhenLate(watch: Watch): Promise<void> {
  if (!mayBeLate(watch) || lateIn(watch) > 0) return;
  watch.latePages += 1;
  watch.paged.add('not restored in time');
  await sendPage(watch, 'not restored in time');
}

/** Whether there is nothing left to watch. What was terminated may be reset within the hour, and is watched on then. */
async function lookFromOutside(watch: Watch): Promise<boolean> {
  const { workflowId, runId } = watch.input.rollback;
  const seen = await describeRollback({ workflowId, runId }).catch(() => undefined);
  if (seen === undefined) return false;
  if (watch.closed !== undefined) return true;
  const open = seen.status === 'RUNNING' || seen.status === 'PAUSED';
  if (open && seen.failingWorkflowTaskAttempts >= failingFrom) await pageFor(watch, 'workflow task keeps failing');
  if (open) watch.goneSince = undefined;
  if (open || seen.status === 'CONTINUED_AS_NEW') return false;
  if (seen.outcome !== undefined) {
    watch.closed = seen.outcome;
    return true;
  }
  await pageFor(watch, 'closed without a report');
  watch.goneSince ??= Date.now();
  return Date.now() - watch.goneSince >= watch.input.entry.timings.monitor;
}

/** A page that is repeated is another one: whoever acknowledged the first is called again. */
const dedupKey = ({ input: { rollback } }: Watch, reason: PageReason, number = 1): string =>
  `runback/${rollback.workflowId}/${rollback.runKey}/${reason.replaceAll(' ', '-')}${number > 1 ? `/${number}` : ''}`;

const isLateness = (reason: PageReason): boolean => reason === 'not restored in time';

async function pageFor(watch: Watch, reason: PageReason): Promise<void> {
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
  const { summary, details } = escalationPage({
    entry,
    reason,
    rollbackId: rollback.workflowId,
    why: watch.input.reason,
    lastedMs: Date.now() - Date.parse(acceptedAt),
  });
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
async function resolvePages(watch: Watch): Promise<void> {
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

async function carryOn(watch: Watch): Promise<never> {
  const { restoredAt, latePages } = watch;
  return continueAsNew<typeof escalation>({
    ...watch.input,
    latePages,
    paged: [...watch.paged],
    ...(restoredAt === undefined ? {} : { restoredAt }),
  });
}
