// The workflow types that may be started (design §4): one conductor, one lock per service and environment.
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import { rollbackId } from '../src/identifiers.js';
import type { HandedOver, Report } from '../src/report.js';
import type { Method, RollbackRequest } from '../src/rollback.js';
import { accept, validated } from './accepting.js';
import { beginCourse } from './begin-course.js';
import { conduct } from './conduct.js';
import { listen } from './controls.js';
import type { Course } from './course.js';
import { handOver, isPlanRun } from './hand-over.js';
import { proveRequester } from './requester.js';
import { answerQueries } from './show.js';

/** Chooses the way back by the ladder. */
export async function rollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request);
}

/** Runbook › Method 1, and no other method. */
export async function automaticRollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request, 'automatic');
}

/** Runbook › Method 2, and no other method. */
export async function scriptRollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request, 'script');
}

/** Runbook › Method 3, and no other method. */
export async function ecsTaskRollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request, 'ecs-task');
}

/** Runbook › Method 4, and no other method: the service itself is left as it is. */
export async function canaryRollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request, 'canary');
}

/** Runbook › Database Rollback: the schema with its application. */
export async function databaseRollback(request: RollbackRequest): Promise<Report | HandedOver> {
  return run(request, undefined, { database: {} });
}

async function run(
  input: unknown,
  onlyMethod?: Method,
  unlessGiven: Partial<RollbackRequest> = {},
): Promise<Report | HandedOver> {
  const sent = validated(input);
  const request = { ...unlessGiven, ...sent };
  const course = beginCourse(onlyMethod === undefined ? request : { ...request, method: onlyMethod });
  listen(course);
  answerQueries(course);
  abortWhenCancelled(course);
  return CancellationScope.nonCancellable(async () => {
    const result = await acceptAndConduct(course, sent);
    await condition(allHandlersFinished);
    if (course.late !== undefined) await beginAgainWith(course.late);
    return result;
  });
}

/** A request that came too late for this run is not lost. */
const beginAgainWith = makeContinueAsNewFunc<typeof rollback>({ workflowType: 'rollback' });

async function acceptAndConduct(course: Course, sent: RollbackRequest): Promise<Report | HandedOver> {
  const proving = proveRequester(course, sent);
  const entry = await accept(course);
  await proving;
  const lock = rollbackId(entry.environment, entry.service);
  const mine = course.request.planOnly === true ? isPlanRun() : workflowInfo().workflowId === lock;
  return mine ? conduct(course) : handOver(course, lock);
}

/** Temporal's Cancel is an abort by somebody who is only claimed; what is half done is settled first. */
function abortWhenCancelled(course: Course): void {
  CancellationScope.current().cancelRequested.catch(() => {
    course.abort ??= { by: 'a cancel in Temporal', reason: 'by whom and why is not known there' };
  });
}
