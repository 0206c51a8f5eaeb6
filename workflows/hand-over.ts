// A run under any other id than the lock starts or joins the rollback that holds it, then says where to look.

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ApplicationFailure, ParentClosePolicy, startChild, uuid4, workflowInfo } from '@temporalio/workflow';
import { planId, queues } from '../src/identifiers.js';
import type { HandedOver } from '../src/report.js';
import type { RollbackRequest } from '../src/rollback.js';
import { type Course, entryOf } from './course.js';
import { requestOfRunning } from './proxies.js';

const attempts = 5;

export const isPlanRun = (): boolean => workflowInfo().workflowId.startsWith('plan/');

export async function handOver(course: Course, lock: string): Promise<HandedOver> {
  const entry = entryOf(course);
  const request: RollbackRequest = { ...course.request, service: entry.service, requestId: course.requestId };
  if (request.planOnly === true) return begin(planId(entry.environment, entry.service, uuid4()), request);
  return startOrJoin(lock, request, course.requestId);
}

/** Starts the rollback that holds the lock, or joins the one that runs. The message id makes a repetition count once. */
export async function startOrJoin(lock: string, request: RollbackRequest, messageId: string): Promise<HandedOver> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      return await begin(lock, request);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const { answer } = await requestOfRunning({ workflowId: lock, request, messageId });
    if (answer !== 'gone') return { outcome: 'HANDED_OVER', answer, see: lock };
  }
  throw ApplicationFailure.nonRetryable(
    `Could neither start nor join ${lock} in ${attempts} attempts: each one ended before it could be asked. Start again.`,
    'HandOverFailed',
  );
}

async function begin(workflowId: string, request: RollbackRequest): Promise<HandedOver> {
  await startChild('rollback', {
    workflowId,
    taskQueue: queues.main,
    args: [request],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return { outcome: 'HANDED_OVER', answer: 'started', see: workflowId };
}
