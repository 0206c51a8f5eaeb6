// Runbook › Escalation: a workflow of its own, on its own queue, that pages although everything else may be dead.
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RunIdentity } from '../activities/activities.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { pageFor, pageForLateness, resolvePages } from './escalation-pages.js';
import { closedSignal, restoredSignal } from './messages.js';
import { describeRollback } from './proxies.js';

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
  /** The outage's scope as the last page that could say it did. */
  readonly scope?: string;
}

export type PageReason = 'not restored in time' | 'closed without a report' | 'workflow task keeps failing';

export interface Watch {
  readonly input: EscalationInput;
  readonly paged: Set<PageReason>;
  /** How often it was paged that traffic is not restored. */
  latePages: number;
  restoredAt: string | undefined;
  closed: string | undefined;
  scope: string | undefined;
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
  scope: input.scope,
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
  await pageForLateness(watch);
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
  if (seen.hasReport) return true;
  await pageFor(watch, 'closed without a report');
  watch.goneSince ??= Date.now();
  return Date.now() - watch.goneSince >= watch.input.entry.timings.monitor;
}

async function carryOn(watch: Watch): Promise<never> {
  const { restoredAt, latePages, scope } = watch;
  return continueAsNew<typeof escalation>({
    ...watch.input,
    latePages,
    paged: [...watch.paged],
    ...(restoredAt === undefined ? {} : { restoredAt }),
    ...(scope === undefined ? {} : { scope }),
  });
}
