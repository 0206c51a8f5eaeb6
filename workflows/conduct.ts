// The table of contents of a rollback (design §5), and the one catch around it: a bug of ours never releases the lock.
import { log } from '@temporalio/workflow';
import type { Report } from '../src/report.js';
import { giveCanaryBack } from './canary/give-back.js';
import { verifyWithoutCanary } from './canary/verification.js';
import { close } from './closing.js';
import { type Course, entryOf, note } from './course.js';
import { takesSchemaBack } from './database/assess.js';
import { takeDatabaseBack } from './database/take-back.js';
import { Ended, needOf, PlanAgain } from './endings.js';
import { startEscalation } from './escalation-link.js';
import { nextOf } from './next-of.js';
import { outcomeNow } from './outcome-now.js';
import { verifyProductionHasRecovered } from './post-rollback-verification.js';
import { agreeOnPlan } from './pre-rollback-checklist.js';
import { rollBackByFirstMethodThatWorks } from './rollback-procedures.js';
import { beforeNextChange } from './settled.js';
import { enter } from './show.js';
import { underTripwire } from './tripwire.js';
import { beStuck, waitForTheOperator } from './troubleshooting-failed-rollbacks.js';
import { turnBack } from './turn-back.js';
import { findUndone } from './undone.js';

export async function conduct(course: Course): Promise<Report> {
  if (course.request.planOnly !== true) course.escalating = startEscalation(course);
  let lift = underTripwire(course);
  for (;;) {
    const ended = await attempt(course);
    if (ended === 'again') continue;
    lift();
    const report = await closeOrStick(course, ended);
    if (report !== 'again') return report;
    lift = underTripwire(course);
  }
}

/** Closing may fail too, and again; then the lock is kept as everywhere else. */
async function closeOrStick(course: Course, ended: Ended): Promise<Report | 'again'> {
  let end: Ended | 'again' = ended;
  while (end !== 'again') {
    try {
      return await close(course, end);
    } catch (error) {
      log.error('unexpected error while closing', { error: String(error) });
      end = await recoverFrom(course, error);
    }
  }
  return 'again';
}

async function attempt(course: Course): Promise<Ended | 'again'> {
  try {
    return await rollBack(course);
  } catch (thrown) {
    return recoverFrom(course, thrown);
  }
}

async function rollBack(course: Course): Promise<Ended> {
  await findUndone(course);
  if (course.claim === undefined) await agreeOnPlan(course);
  await course.escalating;
  if (course.undone !== undefined) return giveCanaryBack(course, course.undone);
  const database = takesSchemaBack(course) ? course.database : undefined;
  if (database?.order.order === 'database-first') await takeDatabaseBack(course, database);
  const claim = course.claim ?? (await rollBackByFirstMethodThatWorks(course));
  if (database?.order.order === 'application-first') await takeDatabaseBack(course, database);
  return claim.method === 'canary' ? verifyWithoutCanary(course, claim) : verifyProductionHasRecovered(course, claim);
}

/** What was thrown is an end, a reason to look again, a question to the operator, or a bug. */
async function recoverFrom(course: Course, thrown: unknown): Promise<Ended | 'again'> {
  try {
    if (thrown instanceof Ended) return thrown;
    if (thrown instanceof PlanAgain) return await planAgain(course, thrown);
    const need = needOf(thrown);
    if (need !== undefined) return await waitForTheOperator(course, need);
    log.error('unexpected error in a rollback', { error: String(thrown) });
    return await beStuck(course, thrown);
  } catch (error) {
    if (error instanceof Ended) return error;
    // An undo that was decided while a pause or a look kept this waiting.
    if (error instanceof PlanAgain) return recoverFrom(course, error);
    enter(course, 'stuck', `Runback failed unexpectedly: ${String(error)}`);
    return beStuck(course, error);
  }
}

/** However often a change is planned again, trying it has an end. */
async function planAgain(course: Course, { message }: PlanAgain): Promise<'again'> {
  note(course, `${message}: looking and planning again`);
  if (course.undoAsked !== undefined) {
    delete course.decision;
    await turnBack(course);
    return 'again';
  }
  course.tryingUntil ??= Date.now() + entryOf(course).timings.operatorEndsAfter;
  await beforeNextChange(course);
  if (Date.now() < course.tryingUntil) return 'again';
  const { outcome, serves } = await outcomeNow(course);
  throw new Ended(outcome, `The change could not be made in time: ${message}. ${serves}`, nextOf(course, outcome));
}
