import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { monitorId, queues } from '../src/identifiers.js';
import { type Course, entryOf, note, planOf } from './course.js';
import type { MonitorInput } from './monitor.js';
import { targetOf } from './report-of.js';

/** Design §5.10: until one hour after, in a workflow of its own, so that the lock is free. */
export async function startMonitor(course: Course): Promise<void> {
  const entry = entryOf(course);
  const to = targetOf(course);
  const restoredAt = course.times.restoredAt;
  if (to === undefined || restoredAt === undefined) return;
  const input: MonitorInput = {
    entry,
    rollback: course.run,
    taskDefinition: course.claim?.taskDefinition ?? to.taskDefinition,
    left: planOf(course).from.taskDefinition,
    restoredAt,
    ...(course.canary === undefined ? {} : { canary: course.canary.former.service }),
    until: new Date(Date.parse(restoredAt) + entry.timings.monitor).toISOString(),
  };
  await startChild('monitor', {
    workflowId: monitorId(entry.environment, entry.service, course.requestId),
    taskQueue: queues.main,
    args: [input],
    memo: { restoredAt, requestId: course.requestId },
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  }).catch((error: unknown) => note(course, `the monitor could not be started: ${String(error)}`));
}
