// Runbook › Rollback Procedures: the ladder. A method ends as claimed, refused, failed or out of its time (design §6).
import type { PlannedMethod } from '../src/plan-shape.js';
import type { Attempt, Method } from '../src/rollback.js';
import type { Claim } from './claim.js';
import { type Course, note, now, planOf } from './course.js';
import { Ended, NeedsOperator, PlanAgain } from './endings.js';
import { automaticRollback } from './methods/automatic.js';
import { directEcsTaskRollback } from './methods/ecs-task.js';
import { beforeNextChange } from './settled.js';
import { enter } from './show.js';

export type MethodResult =
  | { readonly result: 'claimed'; readonly reason: string; readonly claim: Claim }
  | { readonly result: 'refused' | 'failed' | 'out-of-time'; readonly reason: string };

export type RollbackMethod = (course: Course, planned: PlannedMethod) => Promise<MethodResult>;

/** One file a method; a new one is a line here. */
const methods: Partial<Record<Method, RollbackMethod>> = {
  automatic: automaticRollback,
  'ecs-task': directEcsTaskRollback,
};

export async function rollBackByFirstMethodThatWorks(course: Course): Promise<Claim> {
  let tried = 0;
  const ladder = planOf(course).methods.filter((planned) => planned.use !== 'passed over');
  for (const planned of ladder) {
    const method = methods[planned.method];
    if (method === undefined) continue;
    if (await beforeNextChange(course)) throw new PlanAgain('resumed');
    tried += 1;
    const result = await tryMethod(course, planned, method);
    if (result.result === 'claimed') {
      course.claim = result.claim;
      return result.claim;
    }
    note(course, `${planned.method} ${result.result}: ${result.reason}`);
  }
  const last = course.attempts.at(-1);
  if (last === undefined || tried === 0) throw new NeedsOperator(`No method can be used: ${reasonsOf(course)}`);
  throw new NeedsOperator(
    `No method is left; ${last.method} ${last.result}: ${last.reason}`,
    last.result === 'out-of-time' ? 'deployment' : undefined,
  );
}

const reasonsOf = (course: Course): string =>
  planOf(course)
    .methods.map((each) => `${each.method}: ${each.reason}`)
    .join('; ');

async function tryMethod(course: Course, planned: PlannedMethod, method: RollbackMethod): Promise<MethodResult> {
  const startedAt = now();
  course.method = planned.method;
  enter(course, 'acting', `Rolling back by ${planned.method}`);
  const record = (result: Attempt['result'], reason: string) =>
    course.attempts.push({ method: planned.method, result, reason, startedAt, endedAt: now() });
  try {
    const result = await method(course, planned);
    record(result.result, result.reason);
    return result;
  } catch (error) {
    if (error instanceof Ended || error instanceof NeedsOperator) record('failed', error.message);
    throw error;
  }
}
