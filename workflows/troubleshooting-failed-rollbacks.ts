// Runbook › Troubleshooting Failed Rollbacks: waits for people. A wait has an end, and nothing goes on by guessing.
import { condition } from '@temporalio/workflow';
import type { Decide } from '../src/messages.js';
import { planCommand } from '../src/next-step.js';
import { oneLine } from '../src/runbook/wording.js';
import { beginAnew } from './begin-anew.js';
import { beginTelling, tell } from './communication.js';
import { type Course, later, note, now } from './course.js';
import { freeDatabaseMeanwhile } from './database/hold.js';
import { lookForCause, withCause } from './diagnosis.js';
import { Ended, type Mending, type NeedsOperator } from './endings.js';
import { leaveAgain } from './leaving-failed.js';
import { watchForMending } from './mending.js';
import { nextOf } from './next-of.js';
import { pageOperator } from './operator-page.js';
import { outcomeNow } from './outcome-now.js';
import { enter, refresh } from './show.js';
import { turnBack } from './turn-back.js';
import { clarifyChange, nothingChanged, outcomeAsItIs } from './what-changed.js';

/** Shows why, pages, and takes `decide`; where Runback can notice the mending itself it goes on by itself. */
export async function waitForTheOperator(course: Course, need: NeedsOperator): Promise<Ended | 'again'> {
  if (course.request.planOnly === true) return notPlanned(course.request, need.why);
  const { why, inShort = why } = need;
  if (course.databaseLock !== undefined) await freeDatabaseMeanwhile(course);
  await lookForCause(course, need);
  if (inShort !== why) note(course, why);
  enter(course, 'waiting for the operator', inShort);
  pageOperator(course, why, withCause(inShort, course.diagnosis));
  return waitForDecision(course, need);
}

/** A bug of ours: the lock is kept, somebody is paged, and `decide` says how to go on. */
export async function beStuck(course: Course, error: unknown): Promise<Ended | 'again'> {
  const why = `Runback failed unexpectedly: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  if (course.request.planOnly === true) return notPlanned(course.request, why);
  enter(course, 'stuck', why);
  pageOperator(course, why);
  return waitForDecision(course, { why });
}

/** A question that only reads pages nobody and holds nothing. */
const notPlanned = (place: Parameters<typeof planCommand>[0], why: string): Ended =>
  new Ended('FAILED_SAFE', `No plan could be made: ${why}`, {
    sentence: 'Nothing was changed; ask again when it is mended',
    command: planCommand(place),
  });

type Need = Pick<NeedsOperator, 'why' | 'mending' | 'inShort'>;

async function waitForDecision(course: Course, need: Need): Promise<Ended | 'again'> {
  const left = showWaiting(course, need);
  if (course.entry !== undefined) beginTelling(course);
  tell(course, 'asked', { says: `Waiting for the operator: ${need.inShort ?? need.why}` });
  // An undo may have been decided while the cause was looked for; every other decision belongs to what waits now.
  if (course.decision?.action !== 'undo') delete course.decision;
  const watched = watchForMending(course, need.mending);
  const leaving = leaveWhileWaiting(course);
  const inTime = await condition(
    () => course.decision !== undefined || course.abort !== undefined || watched.seen,
    left,
    { summary: 'decision of the operator' },
  );
  watched.stop();
  if (leaving !== undefined) await leaving.stop();
  delete course.waiting;
  if (course.abort !== undefined) return abortedEnd(course, whatIsWrong(need));
  if (course.decision !== undefined) return takeDecision(course, course.decision, need);
  if (inTime) return again(course, 'the cause is gone');
  return leaveItSo(course, need, 'Nobody decided in time');
}

const triedWhileWaiting = 30;

/** Beside the wait: a deployment that failed is not tried by ECS for as long as nobody decides. */
function leaveWhileWaiting(course: Course): { readonly stop: () => Promise<void> } | undefined {
  if (course.toLeave === undefined) return undefined;
  let isOver = false;
  const leaving = leaveAgain(course, triedWhileWaiting, () => isOver);
  return {
    stop: () => {
      isOver = true;
      return leaving;
    },
  };
}

const mended: Readonly<Record<Mending, string>> = {
  aws: 'AWS answers the worker again',
  deployment: 'the deployment gets on',
  canary: 'the canary gets on',
  script: 'the release script can be started',
  database: 'nobody else holds the database',
};

/** Milliseconds that are left; what mends and breaks again by itself does not get more of them. */
function showWaiting(course: Course, { why, mending, inShort = why }: Need): number {
  course.operatorUntil ??= Date.now() + (course.entry?.timings.operatorEndsAfter ?? 24 * 3_600_000);
  const left = Math.max(1, course.operatorUntil - Date.now());
  course.waiting = {
    what: 'the operator',
    why: inShort,
    from: 'an operator',
    since: now(),
    until: later(left),
    then: `ends as ${outcomeAsItIs(course)}`,
    ...(course.entry?.policy.identity === 'authenticated' ? { byToken: true as const } : {}),
    ...(mending === undefined ? {} : { byItself: mended[mending] }),
  };
  refresh(course);
  return left;
}

async function takeDecision(course: Course, decision: Decide, need: Need): Promise<Ended | 'again'> {
  delete course.decision;
  delete course.operatorUntil;
  delete course.tryingUntil;
  // Whoever decides now is told that it is being done.
  enter(course, 'planning', `${decision.by} decided ${decision.action}`);
  if (decision.action === 'proceed') return leaveItSo(course, need, `${decision.by} decided to leave it so`);
  takeMethods(course, decision);
  if (course.stalled !== undefined) course.givenUp.push(course.stalled.deploymentId);
  delete course.stalled;
  if (decision.action === 'choose-target' && decision.target !== undefined) {
    await beginAnew(course, { target: decision.target, by: decision.by });
  }
  if (decision.action === 'undo') await turnBack(course);
  return again(course, `${decision.by} decided ${decision.action}`);
}

/** Which methods are tried from now on. */
function takeMethods(course: Course, { action, method, by }: Decide): void {
  const { hindered } = course;
  delete course.hindered;
  if (action === 'skip' && hindered === 'database') course.withoutDatabase = { by };
  else if (action === 'skip' && hindered !== undefined) course.skipped.push({ method: hindered, by });
  if (action === 'use-method' && method !== undefined) course.onlyMethod = method;
}

function again(course: Course, why: string): 'again' {
  delete course.assessedAt;
  delete course.hindered;
  note(course, `${why}: looking and planning again`);
  return 'again';
}

async function abortedEnd(course: Course, why: string): Promise<Ended> {
  const { by, reason } = course.abort ?? { by: 'somebody', reason: 'unknown' };
  await clarifyChange(course);
  const state = nothingChanged(course) ? 'Nothing was changed' : why;
  return new Ended('ABORTED', `Aborted by ${by}: ${reason}. ${state}`, nextOf(course, 'ABORTED'));
}

/** What a person was asked to do then stands in the timeline: it is over. */
const whatIsWrong = ({ why, inShort = why }: Need): string => oneLine(inShort.split('. ')[0] ?? inShort, 300);

/** What is wrong comes first: it is what somebody reads at night. */
async function leaveItSo(course: Course, need: Need, because: string): Promise<Ended> {
  const { serves, ...now } = await outcomeNow(course);
  return new Ended(now.outcome, `${whatIsWrong(need)}. ${because}. ${serves}`, nextOf(course, now.outcome, now));
}
