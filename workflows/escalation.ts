// Runbook › Escalation: a workflow of its own, on its own queue, that pages although everything else may be dead. It sends the
// pages of its rollback too, which outlive the rollback there.
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RunIdentity } from '../activities/activities.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { pageAskedIn } from '../src/paged.js';
import { needsNobody } from '../src/runbook/escalation.js';
import { measuredScope } from '../src/runbook/outage-scope.js';
import { now } from './course.js';
import { drop, isEmpty, type Outbox, type OutgoingPage, putOut, sendInOrder } from './escalation/outbox.js';
import { heardOf, isLateness, keyOf, type PageReason, pageOf, tellNoPaging } from './escalation/pages.js';
import { closedSignal, escalateAtSignal, pageSignal, restoredSignal } from './messages.js';
import { describeRollback, measureOutage } from './proxies.js';

export interface EscalationInput {
  readonly entry: CatalogueEntry;
  readonly rollback: RunIdentity;
  /** Of its report. */
  readonly requestId: string;
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
  readonly unsent?: readonly OutgoingPage[];
  readonly tried?: readonly string[];
}

interface Watch {
  readonly input: EscalationInput;
  readonly outbox: Outbox;
  readonly paged: Set<PageReason>;
  /** How often it was paged that traffic is not restored. */
  latePages: number;
  /** ISO time of the first page for lateness. */
  escalatesAt: string;
  restoredAt: string | undefined;
  closed: string | undefined;
  scope: string | undefined;
  /** Milliseconds: since when there is no run, and no report of one. */
  goneSince?: number | undefined;
}

const failingFrom = 3;

/** Ends when the rollback closed with a report, or was seen to have ended without one, and its pages went out. */
export async function escalation(input: EscalationInput): Promise<readonly PageReason[]> {
  const watch = beginWatch(input);
  listen(watch);
  void sendInOrder(watch.outbox);
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
  resolvePages(watch);
  await condition(() => isEmpty(watch.outbox));
  return [...watch.paged];
}

function beginWatch(input: EscalationInput): Watch {
  const outbox: Outbox = {
    entry: input.entry,
    queue: [...(input.unsent ?? [])],
    tried: new Set(input.tried),
    underWay: undefined,
    telling: 0,
    heard: (...of) => heardOf({ input, isClosed: watch.closed !== undefined }, ...of),
  };
  const watch: Watch = {
    input,
    outbox,
    paged: new Set(input.paged),
    latePages: input.latePages ?? 0,
    escalatesAt: input.escalatesAt,
    restoredAt: input.restoredAt,
    closed: undefined,
    scope: input.scope,
  };
  return watch;
}

function listen(watch: Watch): void {
  setHandler(restoredSignal, (at) => {
    if (typeof at !== 'string') return;
    watch.restoredAt = at === '' ? undefined : at;
    if (at !== '') drop(watch.outbox, ({ about }) => isLateness(about));
  });
  setHandler(closedSignal, (outcome) => {
    if (typeof outcome === 'string') watch.closed = outcome;
  });
  setHandler(escalateAtSignal, (at) => {
    if (typeof at === 'string' && Date.parse(at) < Date.parse(watch.escalatesAt)) watch.escalatesAt = at;
  });
  setHandler(pageSignal, (value) => {
    const asked = pageAskedIn(value);
    if (asked !== undefined) putOut(watch.outbox, { ...asked, askedAt: now() });
  });
}

/** Milliseconds until the next page for lateness: the first at thirty minutes, then one every fifteen. */
const lateIn = ({ input: { entry }, escalatesAt, latePages }: Watch): number =>
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
  await sendPage(watch, 'not restored in time', watch.latePages);
}

/** Whether there is nothing left to watch. What was terminated may be reset within the hour, and is watched on then. */
async function lookFromOutside(watch: Watch): Promise<boolean> {
  const { workflowId, runId } = watch.input.rollback;
  const seen = await describeRollback({ workflowId, runId }).catch(() => undefined);
  if (seen === undefined) return false;
  if (watch.closed !== undefined) return true;
  const open = seen.status === 'RUNNING' || seen.status === 'PAUSED';
  if (open && seen.failingWorkflowTaskAttempts >= failingFrom) await pageOnce(watch, 'workflow task keeps failing');
  if (open) watch.goneSince = undefined;
  if (open || seen.status === 'CONTINUED_AS_NEW') return false;
  if (seen.outcome !== undefined) {
    watch.closed = seen.outcome;
    return true;
  }
  // Nobody can approve any more.
  drop(watch.outbox, ({ about }) => about === 'approval');
  await pageOnce(watch, 'closed without a report');
  watch.goneSince ??= Date.now();
  return Date.now() - watch.goneSince >= watch.input.entry.timings.monitor;
}

async function pageOnce(watch: Watch, reason: PageReason): Promise<void> {
  if (watch.paged.has(reason)) return;
  watch.paged.add(reason);
  await sendPage(watch, reason);
}

async function sendPage(watch: Watch, reason: PageReason, number = 1): Promise<void> {
  const { input, outbox } = watch;
  const { entry } = input;
  if (entry.paging === undefined) return tellNoPaging(input, reason);
  const outage = await measureOutage({ entry }).catch(() => undefined);
  putOut(outbox, pageOf(input, reason, number, { outage, scopeBefore: watch.scope }));
  watch.scope = (outage && measuredScope(outage, entry)) ?? watch.scope;
  // It was restored while the outage was measured.
  if (watch.restoredAt !== undefined) drop(outbox, ({ about }) => isLateness(about));
}

/** The pages are resolved when the rollback closed and nobody is needed any more. */
function resolvePages({ input, outbox, closed, latePages, paged }: Watch): void {
  if (input.entry.paging === undefined || closed === undefined || !needsNobody(closed)) return;
  const late = Array.from({ length: latePages }, (_, index) => keyOf(input, 'not restored in time', index + 1));
  const others = [...paged].filter((reason) => !isLateness(reason)).map((reason) => keyOf(input, reason));
  for (const dedupKey of [...late, ...others]) {
    const summary = `rollback of ${input.entry.service} closed: ${closed}`;
    putOut(outbox, { about: 'closed', action: 'resolve', dedupKey, summary, details: {}, askedAt: now() });
  }
}

async function carryOn({ input, outbox, escalatesAt, restoredAt, latePages, paged, scope }: Watch): Promise<never> {
  return continueAsNew<typeof escalation>({
    ...input,
    escalatesAt,
    latePages,
    paged: [...paged],
    unsent: outbox.queue,
    tried: [...outbox.tried],
    ...(restoredAt === undefined ? {} : { restoredAt }),
    ...(scope === undefined ? {} : { scope }),
  });
}
