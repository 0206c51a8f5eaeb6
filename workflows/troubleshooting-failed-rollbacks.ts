// Runbook › Troubleshooting Failed Rollbacks: waits for people. A wait has an end, and nothing goes on by guessing.
import { CancellationScope, condition } from '@temporalio/workflow';
import type { Outcome } from '../src/rollback.js';
import { clock } from '../src/runbook/wording.js';
import { leaveNothingUnfinished } from './closing.js';
import { type Course, entryOf, later, note, now, planOf } from './course.js';
import { Ended, type NeedsOperator } from './endings.js';
import { awsAnswers, tellByPage } from './proxies.js';
import { enter, refresh } from './show.js';

/** Shows why, pages, and takes `decide`; where Runback can notice the mending itself it goes on by itself. */
export async function waitForTheOperator(course: Course, need: NeedsOperator): Promise<Ended | 'again'> {
  enter(course, 'waiting for the operator', need.why);
  pageSomebody(course, need.why);
  return waitForDecision(course, need.why, need.mendable, need.diagnosis);
}

/** A bug of ours: the lock is kept, somebody is paged, and `decide` says how to go on. */
export async function beStuck(course: Course, error: unknown): Promise<Ended | 'again'> {
  const why = `Runback failed unexpectedly: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  enter(course, 'stuck', why);
  pageSomebody(course, why);
  return waitForDecision(course, why, false);
}

/** Not awaited: paging never holds the rollback, and a page that fails is a line in the timeline. */
function pageSomebody(course: Course, why: string): void {
  const { entry } = course;
  if (entry?.paging === undefined) {
    note(course, 'nobody could be paged: no paging service in the catalogue');
    return;
  }
  const dedupKey = `runback/${course.run.workflowId}/${course.run.runKey}/operator`;
  const summary = `Rollback of ${entry.service} ${entry.environment} needs a person: ${why}`.slice(0, 1_000);
  tellByPage({ entry, action: 'trigger', dedupKey, summary, severity: 'critical', details: { phase: course.phase } })
    .then(() => {
      course.operatorPage = dedupKey;
      course.told.push(`on-call paged ${clock(now())}`);
      note(course, 'paged the on-call');
    })
    .catch((error: unknown) => note(course, `the on-call could not be paged: ${String(error)}`));
}

async function waitForDecision(
  course: Course,
  why: string,
  mendable: boolean,
  diagnosis?: string,
): Promise<Ended | 'again'> {
  const wait = course.entry?.timings.operatorEndsAfter ?? 24 * 3_600_000;
  const end = outcomeWithoutDecision(course);
  course.waiting = {
    what: 'the operator',
    why,
    from: 'an operator',
    since: now(),
    until: later(wait),
    then: `ends as ${end}`,
  };
  refresh(course);
  delete course.decision;
  const mended = mendable ? watchForMending(course) : undefined;
  const inTime = await condition(
    () => course.decision !== undefined || course.abort !== undefined || mended?.seen === true,
    wait,
    {
      summary: 'decision of the operator',
    },
  );
  mended?.scope.cancel();
  delete course.waiting;
  if (course.abort !== undefined) return abortedEnd(course, why);
  if (course.decision !== undefined) return takeDecision(course, why, diagnosis);
  if (inTime) return again(course, 'the cause is gone');
  return endAs(course, end, `Nobody decided in time. ${why}`, diagnosis);
}

function watchForMending(course: Course): { seen: boolean; scope: CancellationScope } {
  const mended = { seen: false, scope: new CancellationScope() };
  mended.scope
    .run(() => awsAnswers({ entry: entryOf(course) }))
    .then(() => {
      mended.seen = true;
    })
    .catch(() => undefined);
  return mended;
}

async function takeDecision(course: Course, why: string, diagnosis?: string): Promise<Ended | 'again'> {
  const decision = course.decision;
  delete course.decision;
  if (decision?.action === 'proceed')
    return endAs(course, outcomeOfProceeding(course), `${decision.by} decided to leave it so. ${why}`, diagnosis);
  if (decision?.action === 'choose-target' && decision.target !== undefined) {
    course.chosen = { target: decision.target, by: decision.by };
    course.asOf = now();
    delete course.claim;
    await leaveNothingUnfinished(course);
    delete course.approvedWay;
  }
  return again(course, `${decision?.by ?? 'somebody'} decided ${decision?.action ?? 'retry'}`);
}

function again(course: Course, why: string): 'again' {
  note(course, `${why}: looking and planning again`);
  return 'again';
}

/** The target serves and a person accepts that recovery could not be measured: rolled back, and said to be unverified. */
function outcomeOfProceeding(course: Course): Outcome {
  const served = course.times.stableAt !== undefined;
  if (!served) return outcomeWithoutDecision(course);
  if (course.verification.verdict === 'not recovered') return 'NOT_RECOVERED';
  return course.chosen === undefined ? 'ROLLED_BACK' : 'ROLLED_BACK_TO_OTHER';
}

function outcomeWithoutDecision(course: Course): Outcome {
  if (!course.changed) return 'FAILED_SAFE';
  return course.times.stableAt === undefined ? 'FAILED_DIRTY' : 'NOT_RECOVERED';
}

async function abortedEnd(course: Course, why: string): Promise<Ended> {
  const { by, reason } = course.abort ?? { by: 'somebody', reason: 'unknown' };
  return endAs(course, 'ABORTED', `Aborted by ${by}: ${reason}. ${course.changed ? why : 'Nothing was changed'}`);
}

async function endAs(course: Course, outcome: Outcome, headline: string, diagnosis?: string): Promise<Ended> {
  const from = course.plan === undefined ? '' : ` The plan was made at ${planOf(course).madeAt}.`;
  return new Ended(
    outcome,
    headline,
    { sentence: course.changed ? `See what serves now.${from}` : 'Nothing was changed' },
    diagnosis,
  );
}
