import { ruleToMeasure } from '../src/guard/confirmation.js';
import { asPromoting, isAmong, type PipelineRun } from '../src/pipeline.js';
import { makePlan } from '../src/plan.js';
import { askedByMachine } from '../src/requests.js';
import type { ChecklistItem, RollbackRequest } from '../src/rollback.js';
import { fillChecklist } from '../src/runbook/pre-rollback-checklist.js';
import { servingSeen } from '../src/serving-seen.js';
import type { Situation } from '../src/situation.js';
import { newestDeploymentAt, takenBackSince } from '../src/target/as-of.js';
import type { TargetQuestion } from '../src/target.js';
import { type Course, entryOf, noteServing, now } from './course.js';
import { unlessInterrupted } from './interruptible.js';
import { mayHaveLateMark, withoutLateMarks } from './late-marks.js';
import { lookAround } from './proxies.js';
import { stopIfAborted } from './settled.js';
import { judgeUrgency } from './severity.js';
import { enter } from './show.js';
import { isUndo, isUndoneByAdmin } from './undo.js';

/** A look older than this is taken again before the first change: the trigger, the service and its tags with it. */
const freshFor = 10_000;

export const isFresh = ({ lookedAt }: Course): boolean => lookedAt !== undefined && Date.now() - lookedAt < freshFor;

/** Design §5.2 to §5.4: read everything, then decide without touching anything. */
export async function lookAndPlan(course: Course): Promise<void> {
  enter(course, 'looking', 'Looking at production');
  const seen = await look(course);
  enter(course, 'planning', 'Choosing the target and the way back');
  const situation = withPromoting(course, mayHaveLateMark(course, seen) ? await withoutLateMarks(course, seen) : seen);
  course.situation = situation;
  judgeUrgency(course, situation);
  if (course.change === 'none' && situation.backingServices !== undefined) course.stoodOn = situation.backingServices;
  noteServing(course, servingSeen(situation), situation.seenAt);
  // Told by the look itself: what is replayed from before a reset has to go as it went then.
  const afterReset = situation.seenFor !== undefined && situation.seenFor !== course.run.runKey;
  const tookBack = afterReset ? takenBackSince(situation, course.times.acceptedAt) : undefined;
  if (tookBack !== undefined && course.leaving === undefined) {
    course.leaving = tookBack;
    if (course.change === 'none' && course.request.planOnly !== true) course.change = 'made';
  }
  course.asOf ??= newestDeploymentAt(situation, afterReset ? course.times.acceptedAt : undefined);
  planFrom(course, situation);
}

/** What rolls back to another release is not followed: over an undo all of it would deploy. */
function withPromoting(course: Course, situation: Situation): Situation {
  const { pipeline } = situation;
  const isElsewhere = (run: PipelineRun) => isUndo(course) || isAmong(course.goesOn, run);
  return pipeline === undefined ? situation : { ...situation, pipeline: asPromoting(pipeline, isElsewhere) };
}

/** The plan and the checklist that belong to what was seen, and to what was decided since. */
export function planFrom(course: Course, situation: Situation): void {
  const entry = entryOf(course);
  const request = requestNow(course);
  const at = now();
  const { asOf, skipped } = course;
  const since = asOf === undefined ? {} : { asOf };
  course.plan = makePlan({ situation, entry, request, now: at, skipped, ...since, ...settledBefore(course) });
  if (course.plan.canary === undefined) course.leaving = course.plan.from.taskDefinition;
  // What people were told stays told.
  const told = (item: ChecklistItem) => item.state === 'done' && ['communicate', 'create-incident'].includes(item.item);
  const confirmed = course.checklist.filter((item) => item.how === 'person' || told(item));
  course.checklist = fillChecklist({ situation, plan: course.plan, entry, at, request }).map(
    (item) => confirmed.find((each) => each.item === item.item) ?? item,
  );
}

/** What earlier looks of this run, or people, have settled. */
const settledBefore = (
  course: Course,
): Pick<
  TargetQuestion,
  'canaryBegun' | 'leaving' | 'migrationMayBeAtFault' | 'override' | 'undone' | 'undoneByAdmin'
> => ({
  migrationMayBeAtFault: course.migrationIsCleared !== true,
  canaryBegun: course.canary !== undefined && course.change !== 'none',
  ...(course.leaving === undefined ? {} : { leaving: course.leaving }),
  ...(course.undone === undefined ? {} : { undone: course.undone }),
  ...(isUndoneByAdmin(course) ? { undoneByAdmin: true as const } : {}),
  ...overrideOf(course),
});

/** Whoever chose a target, or wants back what was left, takes its broken rules on himself; an approver still agrees. */
function overrideOf({ chosen, request }: Course): Pick<TargetQuestion, 'override'> {
  if (chosen !== undefined) return { override: { by: chosen.by } };
  return request.undoes === undefined ? {} : { override: { by: request.requestedBy ?? 'a request' } };
}

/** What was asked for, as far as nobody decided otherwise since. */
const requestNow = ({ request, chosen, onlyMethod, undo, undoesTo, requestId }: Course): RollbackRequest => ({
  ...request,
  ...(undoesTo === undefined ? {} : { target: { taskDefinition: undoesTo } }),
  ...(chosen === undefined ? {} : { target: chosen.target }),
  ...(onlyMethod === undefined ? {} : { method: onlyMethod }),
  ...(undo === undefined ? {} : { undoes: requestId }),
});

async function look(course: Course): Promise<Situation> {
  const { since } = course.request;
  const rule = askedByMachine(course.request) ? ruleToMeasure(course.request) : undefined;
  const named = rule === undefined ? {} : { rule };
  const input = { entry: entryOf(course), ...(since === undefined ? {} : { since }), ...named };
  const situation = await unlessInterrupted(
    () => course.abort !== undefined,
    () => lookAround(input),
  );
  await stopIfAborted(course);
  if (situation === 'interrupted') throw new Error('a look was interrupted without an abort');
  course.lookedAt = Date.now();
  return situation;
}
