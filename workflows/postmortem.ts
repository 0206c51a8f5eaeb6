// What a report gets once its run has closed and freed the lock: one writer for each report, so that nothing is lost between two.
import { condition, setHandler } from '@temporalio/workflow';
import type { PreventionAsked } from '../activities/prevention.js';
import type { Amendment } from '../src/amended.js';
import type { PreventionFacts } from '../src/prevention.js';
import type { Report, ReportOf } from '../src/report.js';
import type { TimelineEntry } from '../src/rollback.js';
import { judgePrevention, type PreventionSeen } from '../src/runbook/prevention.js';
import { now } from './course.js';
import { causeOf } from './endings.js';
import { lineIn, lineSignal } from './messages.js';
import { gatherPrevention } from './proxies.js';
import { amendReport, storeLater, writeAuditLater } from './telling-proxies.js';

export interface PostmortemInput {
  readonly of: ReportOf;
  /** What staging and GitHub are asked, and what it is judged with. */
  readonly prevention?: { readonly asked: PreventionAsked; readonly seen: Omit<PreventionSeen, 'facts'> };
  /** The run could not store it. */
  readonly unstored?: Report;
  /** The run could not write it. */
  readonly audit?: true;
  /** Of the timeline: what happened after the run had closed. */
  readonly lines: readonly TimelineEntry[];
}

/** Ends once everything it was given stands in the store, or a day later. */
export async function postmortem(input: PostmortemInput): Promise<void> {
  const amendments: Amendment[] = input.lines.length === 0 ? [] : [{ lines: input.lines }];
  const say = (text: string) => amendments.push({ lines: [{ at: now(), text }] });
  setHandler(lineSignal, (value) => {
    const line = lineIn(value);
    if (line !== undefined) amendments.push({ lines: [line] });
  });
  const isStored =
    input.unstored === undefined ? Promise.resolve() : storeLater({ report: input.unstored }).then(ignore);
  await isStored;
  let under = 2;
  const done = () => {
    under -= 1;
  };
  void addPrevention(input, amendments).finally(done);
  void writeAudit(input, say).finally(done);
  for (;;) {
    await condition(() => amendments.length > 0 || under === 0);
    const amendment = amendments.shift();
    if (amendment === undefined) return;
    await amendReport({ of: input.of, amendment });
  }
}

const ignore = (): void => undefined;

async function addPrevention({ prevention }: PostmortemInput, amendments: Amendment[]): Promise<void> {
  if (prevention === undefined) return;
  const facts = await gatherPrevention(prevention.asked).catch((error: unknown): PreventionFacts => {
    const unknown = { state: 'unknown', why: causeOf(error).message } as const;
    return { staging: unknown, checkRuns: unknown };
  });
  amendments.push({ prevention: judgePrevention({ ...prevention.seen, facts }) });
}

async function writeAudit({ of, audit }: PostmortemInput, say: (text: string) => void): Promise<void> {
  if (audit === undefined) return;
  await writeAuditLater({ of }).then(
    () => say('the audit of this run was written'),
    (error: unknown) => say(`the audit of this run was not written, and is not tried again: ${causeOf(error).message}`),
  );
}
