// The rollback's side of its escalation workflow: started before the first change, told what happens, never waited for after.

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  type SignalDefinition,
  startChild,
} from '@temporalio/workflow';
import { escalationId, queues } from '../src/identifiers.js';
import { type Course, entryOf, note } from './course.js';
import type { EscalationInput } from './escalation.js';
import { closedSignal, escalateAtSignal, restoredSignal } from './messages.js';

const idOf = (course: Course): string => {
  const entry = entryOf(course);
  return escalationId(entry.environment, entry.service, course.requestId);
};

export async function startEscalation(course: Course): Promise<void> {
  const entry = entryOf(course);
  const { escalateAfter, escalateAfterSEV1 } = entry.timings;
  const after = course.severity === 'SEV1' ? escalateAfterSEV1 : escalateAfter;
  course.escalatesAt = new Date(Date.parse(course.times.acceptedAt) + after).toISOString();
  const input: EscalationInput = {
    entry,
    rollback: course.run,
    requestId: course.requestId,
    acceptedAt: course.times.acceptedAt,
    escalatesAt: course.escalatesAt,
    reason: course.request.reason,
  };
  try {
    await startChild('escalation', {
      workflowId: idOf(course),
      taskQueue: queues.escalation,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
  } catch (error) {
    // After Temporal's reset the escalation of the first attempt is still there, with the clock it had.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    note(course, `the escalation workflow could not be started, nobody is paged by itself: ${String(error)}`);
  }
}

async function tell(course: Course, signal: SignalDefinition<[string]>, word: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(idOf(course)).signal(signal, word);
  } catch (error) {
    log.warn('the escalation workflow could not be told', { error: String(error) });
    note(course, `the escalation workflow could not be told "${signal.name}": it may page although nothing is wrong`);
  }
}

export const tellRestored = (course: Course, at: string): Promise<void> => tell(course, restoredSignal, at);
/** Severity was raised: where the catalogue wants it sooner then, it is. */
export function hastenEscalation(course: Course): void {
  const { entry, escalatesAt, times } = course;
  if (entry === undefined || escalatesAt === undefined || times.restoredAt !== undefined) return;
  const at = new Date(Date.parse(times.acceptedAt) + entry.timings.escalateAfterSEV1).toISOString();
  if (at >= escalatesAt) return;
  course.escalatesAt = at;
  void tell(course, escalateAtSignal, at);
}
/** What was restored is so no longer: the clock since acceptance counts again. */
export const tellNotRestored = (course: Course): Promise<void> => tell(course, restoredSignal, '');
export const tellClosed = (course: Course, outcome: string): Promise<void> => tell(course, closedSignal, outcome);
