// Runbook › Rollback Procedures: the ladder. A method ends as claimed, refused, failed or out of its time (design §6).
import { budgetOf } from '../src/plan/budget.js';
import type { PlannedMethod } from '../src/plan-shape.js';
import type { Attempt, Method } from '../src/rollback.js';
import { between } from '../src/runbook/durations.js';
import type { Rung } from '../src/status.js';
import type { Claim } from './claim.js';
import { tell } from './communication.js';
import { type Course, entryOf, note, now, planOf } from './course.js';
import { Ended, type Mending, NeedsOperator, needOf, PlanAgain } from './endings.js';
import { automaticRollback } from './methods/automatic.js';
import { canaryRollback } from './methods/canary.js';
import { directEcsTaskRollback } from './methods/ecs-task.js';
import { manualRollbackViaScript } from './methods/script.js';
import { beforeNextChange } from './settled.js';
import { targetServesAlready } from './settling.js';
import { enter } from './show.js';

export type MethodResult =
  | { readonly result: 'claimed'; readonly reason: string; readonly claim: Claim }
  | {
      readonly result: 'refused' | 'failed' | 'out-of-time';
      readonly reason: string;
      /** How it shows by itself that the method could be tried again. */
      readonly mending?: Mending;
    };

export type RollbackMethod = (course: Course, planned: PlannedMethod) => Promise<MethodResult>;

/** One file a method; a new one is a line here. */
const methods: Partial<Record<Method, RollbackMethod>> = {
  automatic: automaticRollback,
  script: manualRollbackViaScript,
  'ecs-task': directEcsTaskRollback,
  canary: canaryRollback,
};

export async function rollBackByFirstMethodThatWorks(course: Course): Promise<Claim> {
  const ladder = planOf(course).methods.filter(({ use, method }) => use !== 'passed over' && method in methods);
  let mending: Mending | undefined;
  for (const [rung, planned] of ladder.entries()) {
    if (await beforeNextChange(course)) throw new PlanAgain('resumed');
    const below = ladder.slice(rung + 1).map(({ method }) => method);
    const result = await tryMethod(course, planned, below);
    if (result.result === 'claimed') return claim(course, result.claim);
    mending = result.mending ?? (result.result === 'out-of-time' ? 'deployment' : undefined);
    note(course, `${planned.method} ${result.result}: ${result.reason}`);
    const found = await targetServesAlready(course, planned.method);
    if (found !== undefined) return claim(course, found);
    if (below[0] !== undefined) giveUpStalled(course);
    if (below[0] !== undefined) note(course, `next: ${below[0]}, because ${planned.method} ${result.result}`);
  }
  throw noMethodLeft(course, ladder.length, mending);
}

/** The next way begins anew instead of waiting for the same deployment again; after the last one it may get on after all. */
function giveUpStalled(course: Course): void {
  if (course.stalled !== undefined) course.givenUp.push(course.stalled.deploymentId);
  delete course.stalled;
}

/** What was waited for so far is over: a wait or a try that comes after it has its own time. */
const claim = (course: Course, made: Claim): Claim => {
  course.claim = made;
  delete course.operatorUntil;
  delete course.tryingUntil;
  return made;
};

function noMethodLeft(course: Course, tried: number, mending?: Mending): NeedsOperator {
  const last = course.attempts.at(-1);
  if (last === undefined || tried === 0) return new NeedsOperator(`No method can be used: ${reasonsOf(course)}`);
  return new NeedsOperator(`No method is left; ${last.method} ${last.result}: ${last.reason}`, mending);
}

const reasonsOf = (course: Course): string =>
  planOf(course)
    .methods.map((each) => `${each.method}: ${each.reason}`)
    .join('; ');

async function tryMethod(course: Course, planned: PlannedMethod, below: readonly Method[]): Promise<MethodResult> {
  const method = methods[planned.method];
  if (method === undefined) throw new Error(`the method ${planned.method} has no procedure`);
  const rung = beginRung(course, planned, below);
  const record = (result: Attempt['result'], reason: string) =>
    course.attempts.push({ method: planned.method, result, reason, startedAt: rung.startedAt, endedAt: now() });
  try {
    const result = await method(course, { ...planned, budgetMs: rung.budgetMs });
    record(result.result, result.reason);
    return result;
  } catch (error) {
    const need = needOf(error);
    if (need !== undefined) {
      course.hindered = planned.method;
      record('failed', need.why);
    }
    if (error instanceof Ended) record('failed', error.message);
    throw error;
  }
}

/** The time that is left is measured out when the turn comes, not when the plan was made. */
function beginRung(course: Course, { method, predictedMs }: PlannedMethod, below: readonly Method[]): Rung {
  const startedAt = now();
  const { timings } = entryOf(course);
  const elapsedMs = between(course.times.acceptedAt, startedAt);
  const budgetMs = budgetOf({ method, below, elapsedMs, timings });
  course.method = method;
  course.rung = { method, startedAt, expectedMs: predictedMs ?? timings.methods[method].expected, budgetMs };
  enter(course, 'acting', `Rolling back by ${method}`);
  tell(course, 'changed');
  return course.rung;
}
