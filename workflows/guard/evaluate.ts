// One evaluation: look, judge, and where a rule is breached, ask for the rollback.
import { isCancellation, uuid4, workflowInfo } from '@temporalio/workflow';
import type { GuardLook } from '../../activities/guard-activities.js';
import { courseOf } from '../../src/guard/deployment-course.js';
import {
  bothBadOf,
  decide,
  type Evaluation,
  type Finding,
  judgeEvaluation,
  unmeasuredIn,
} from '../../src/guard/evaluation.js';
import { type GuardEnd, saidAtEnd } from '../../src/guard/guard-status.js';
import { rollbackAskedFor } from '../../src/guard/rollback-asked.js';
import { tallied } from '../../src/guard/tally.js';
import { rollbackId } from '../../src/identifiers.js';
import { between } from '../../src/runbook/durations.js';
import { judgeTriggers } from '../../src/runbook/when-to-rollback.js';
import type { TriggerFacts } from '../../src/trigger-facts.js';
import { causeOf } from '../endings.js';
import { startOrJoin } from '../hand-over.js';
import { lookAtDeployment, lookBesideDeployment } from './proxies.js';
import { report } from './report.js';
import { endedAs, type Guard, noteOf, toldIn } from './state.js';

/** `at`: ISO time of the evaluation. The end, where it is one. */
export async function evaluate(guard: Guard, at: string): Promise<GuardEnd | undefined> {
  const look = await lookNow(guard, at);
  const isOver = followCourse(guard, look);
  // Whatever is wrong by now belongs to somebody else's deployment.
  if (isOver?.end === 'superseded' || isOver?.end === 'service gone') return endOf(guard, isOver);
  rememberBefore(guard, look);
  const evaluation = judgeEvaluation(look, guard, guard.entry);
  remember(guard, look, evaluation);
  const asked = await act(guard, at, evaluation);
  if (asked !== undefined) return asked;
  return isOver === undefined ? undefined : endOf(guard, isOver);
}

async function lookNow({ entry, guarded, before }: Guard, at: string): Promise<GuardLook> {
  try {
    return await lookAtDeployment({ entry, guarded, at, withBefore: before === undefined });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const unknown = { state: 'unknown', why: causeOf(error).message } as const;
    const triggers = { errorRate: unknown, latency: unknown, burnRate: unknown, databaseConnections: unknown };
    return { at, service: unknown, triggers, sideBySide: unknown };
  }
}

type Over = Extract<NonNullable<Guard['course']>, { is: 'over' }>;

function followCourse(guard: Guard, { at, service }: GuardLook): Over | undefined {
  const { entry, guarded, completedAt } = guard;
  if (service.state !== 'known') {
    delete guard.course;
    return undefined;
  }
  const timed = { at, ...(completedAt === undefined ? {} : { completedAt }) };
  const course = courseOf(guarded, service.value, timed, entry.timings);
  guard.course = course;
  if (course.is === 'baking') guard.completedAt = course.since;
  return course.is === 'over' ? course : undefined;
}

const endOf = (guard: Guard, { end, why }: Over): GuardEnd =>
  endedAs(end, [why, ...saidAtEnd(guard.tally, toldIn(guard))]);

const anyUnknown = (facts: TriggerFacts): boolean => Object.values(facts).some(({ state }) => state === 'unknown');

/** Asked again until it could be read. */
function rememberBefore(guard: Guard, { before }: GuardLook): void {
  if (before !== undefined && !anyUnknown(before)) guard.before = judgeTriggers(before, guard.entry);
}

function remember(guard: Guard, { at, triggers }: GuardLook, evaluation: Evaluation): void {
  guard.newest = { at, evaluation };
  guard.tally = tallied(guard.tally, evaluation);
  const bothBad = bothBadOf(evaluation.sideBySide, guard);
  if (bothBad === undefined) delete guard.bothBad;
  else guard.bothBad = bothBad;
  const why = unmeasuredIn(evaluation);
  if (why.length === 0) delete guard.unmeasured;
  else guard.unmeasured = { since: guard.unmeasured?.since ?? at, why };
  if (!anyUnknown(triggers)) delete guard.blindSince;
  else guard.blindSince ??= at;
  if (guard.blindSince !== undefined && between(guard.blindSince, at) >= guard.entry.timings.errorRateFor)
    report(guard, 'cannot be measured', why.join('; '));
}

async function act(guard: Guard, at: string, evaluation: Evaluation): Promise<GuardEnd | undefined> {
  const { entry } = guard;
  const { suspectWithin } = entry.timings;
  const beside = evaluation.findings.length === 0 ? [] : await lookBesideDeployment({ entry }).catch(nobody);
  const decision = decide(evaluation, beside, { at, suspectWithin });
  if (decision.do === 'roll back') return askForRollback(guard, at, decision.finding);
  if (decision.do === 'report') {
    guard.reported = { ...guard.reported, ...Object.fromEntries(decision.told.map(({ name, why }) => [name, why])) };
    report(guard, 'not rolled back by itself', toldIn(guard).join('; '));
  }
  return undefined;
}

const nobody = (error: unknown): readonly [] => {
  if (isCancellation(error)) throw error;
  return [];
};

/** Where it can be neither started nor joined the next evaluation tries again. */
async function askForRollback(guard: Guard, at: string, finding: Finding): Promise<GuardEnd | undefined> {
  const { entry, guarded } = guard;
  const { service, environment } = entry;
  const requestId = uuid4();
  const asking = { service, environment, guard: workflowInfo().workflowId, at, requestId };
  const request = rollbackAskedFor(finding, guarded, asking);
  try {
    const { answer, see } = await startOrJoin(rollbackId(environment, service), request, requestId);
    guard.rollback = { answer, see };
    return endedAs('rollback asked for', [request.reason, ...(request.doubts ?? [])], { see, answer });
  } catch (error) {
    if (isCancellation(error)) throw error;
    noteOf(guard, `the rollback could not be asked for: ${causeOf(error).message}: ${request.reason}`);
    return undefined;
  }
}
