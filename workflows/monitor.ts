// Runbook › "Monitoring for 1 hour": watches after the rollback has closed and freed the lock (decision 19).
import { condition, continueAsNew, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RunIdentity } from '../activities/activities.js';
import { parseMessage } from '../src/messages.js';
import {
  endOfMonitor,
  type Finding,
  isPageDue,
  judgeLook,
  type LookCounts,
  type Monitored,
  monitorPage,
  type PagedFinding,
} from '../src/runbook/monitor.js';
import { oneLine } from '../src/runbook/wording.js';
import { now } from './course.js';
import { causeOf } from './endings.js';
import { signalOf } from './messages.js';
import { lookAgain } from './monitor-look.js';
import { tellByPage } from './telling-proxies.js';

export interface MonitorInput extends Monitored {
  readonly rollback: RunIdentity;
  /** What was seen already, when the history was cut. */
  readonly seen?: SeenSoFar;
}

export interface SeenSoFar extends LookCounts {
  readonly notes: readonly string[];
  readonly blindInARow: number;
  readonly blindPaged: boolean;
}

export interface MonitorEnd {
  readonly end: 'quiet' | 'newer deployment' | PagedFinding;
  readonly at: string;
  readonly notes: readonly string[];
}

interface Watch {
  readonly input: MonitorInput;
  readonly notes: string[];
  clear: number;
  blind: number;
  blindInARow: number;
  blindPaged: boolean;
  openPages: number;
}

const mostNotes = 200;
const longestNote = 600;
/** Events; with what one look adds it stays below a thousand. */
const longHistory = 900;

/** Ends after the hour, with a newer deployment, or with a page when the trouble, or the release that was left, is back. */
export async function monitor(input: MonitorInput): Promise<MonitorEnd> {
  const watch = beginWatch(input);
  setHandler(signalOf('alert'), (value) => {
    const alert = parseMessage('alert', value);
    if (alert.ok) noteOf(watch, `alert ${alert.value.status}: ${alert.value.name}`);
  });
  for (;;) {
    await condition(() => false, untilNextLook(input), { summary: 'until the next look' });
    const end = await takeLook(watch);
    if (end !== undefined) return ended(watch, end);
    if (Date.now() >= Date.parse(input.until)) break;
    if (workflowInfo().historyLength > longHistory && watch.openPages === 0) await carryOn(watch);
  }
  noteOf(watch, `clear in ${watch.clear} looks, could not look ${watch.blind} times`);
  return ended(watch, endOfMonitor(watch));
}

function beginWatch(input: MonitorInput): Watch {
  const begun = { clear: 0, blind: 0, blindInARow: 0, blindPaged: false };
  return { ...begun, ...input.seen, input, notes: [...(input.seen?.notes ?? [])], openPages: 0 };
}

function untilNextLook({ until, entry }: MonitorInput): number {
  return Math.max(1, Math.min(entry.timings.escalationLook, Date.parse(until) - Date.now()));
}

/** The first and the newest are kept when there are too many. */
function noteOf({ notes }: Watch, text: string): void {
  if (notes.length >= mostNotes) notes.splice(mostNotes / 2, 1);
  notes.push(`${now()} ${oneLine(text, longestNote)}`);
}

async function takeLook(watch: Watch): Promise<MonitorEnd['end'] | undefined> {
  const { entry, canary } = watch.input;
  const finding = judgeLook(await lookAgain(entry, canary !== undefined), watch.input);
  if (finding.is === 'could not look') return goOnBlind(watch, finding);
  if (watch.blindInARow > 0) noteOf(watch, 'can look again');
  watch.blindInARow = 0;
  if (finding.is === 'clear') watch.clear += 1;
  if (finding.is === 'clear' || finding.is === 'not yet') return undefined;
  noteOf(watch, `${finding.is}: ${finding.evidence}`);
  if (finding.is !== 'newer deployment') tell(watch, finding.is, finding.evidence);
  return finding.is;
}

function goOnBlind(watch: Watch, finding: Extract<Finding, { is: 'could not look' }>): undefined {
  watch.blind += 1;
  watch.blindInARow += 1;
  if (watch.blindInARow === 1) noteOf(watch, `could not look: ${finding.evidence}`);
  if (watch.blindPaged || !isPageDue(finding, watch.blindInARow)) return;
  watch.blindPaged = true;
  tell(watch, 'could not watch', finding.evidence);
}

/** Never waited for before the end: a paging service that is down does not blind the monitor. */
function tell(watch: Watch, finding: PagedFinding, evidence: string): void {
  const { entry, rollback } = watch.input;
  const { summary, details } = monitorPage(finding, evidence, watch.input);
  if (entry.paging === undefined) return noteOf(watch, `nobody was paged, no paging service is configured: ${summary}`);
  watch.openPages += 1;
  void tellByPage({
    entry,
    action: 'trigger',
    dedupKey: `runback/${rollback.workflowId}/${rollback.runKey}/monitor/${finding.replaceAll(' ', '-')}`,
    summary,
    severity: 'critical',
    details,
  })
    .then(() => noteOf(watch, `paged ${entry.paging?.escalateTo ?? ''}: ${finding}`))
    .catch((error: unknown) => {
      log.error('the page was refused', { error: String(error) });
      noteOf(watch, `the page was refused: ${causeOf(error).message}`);
    })
    .finally(() => {
      watch.openPages -= 1;
    });
}

async function ended(watch: Watch, end: MonitorEnd['end']): Promise<MonitorEnd> {
  await condition(() => watch.openPages === 0);
  return { end, at: now(), notes: watch.notes };
}

async function carryOn({ input, notes, clear, blind, blindInARow, blindPaged }: Watch): Promise<never> {
  return continueAsNew<typeof monitor>({ ...input, seen: { notes, clear, blind, blindInARow, blindPaged } });
}
