// The newer record of the same deployments: service deployments and what became of them (facts §4).
import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { isPending, isRunning } from './counts.js';
import type { Service, ServiceRevision } from './records.js';
import type { RevisionCounts, ServiceDeployment, ServiceDeploymentStatus } from './service-deployment-record.js';

export function finishServiceDeployment(
  service: Service,
  finished: ServiceDeployment,
  status: Extract<ServiceDeploymentStatus, 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED'>,
  now: number,
): void {
  finished.status = status;
  finished.startedAt ??= now;
  finished.finishedAt = now;
  close(service, finished, now);
}

export function stopServiceDeployment(service: Service, stopped: ServiceDeployment, reason: string, now: number): void {
  stopped.status = 'STOPPED';
  stopped.statusReason = reason;
  stopped.stoppedAt = now;
  stopped.finishedAt = now;
  close(service, stopped, now);
}

/** PENDING ends 1.6 s after the creation (C). */
export function startPendingServiceDeployments(service: Service, time: SimulatedTime): void {
  const due = time.now() - time.lasts(durations.serviceDeploymentPending);
  for (const pending of service.serviceDeployments) {
    if (pending.status !== 'PENDING' || pending.createdAt > due) continue;
    pending.status = 'IN_PROGRESS';
    pending.startedAt = time.now();
    pending.updatedAt = time.now();
  }
}

/** Requested, running and pending tasks of a revision. */
export function countsOf(service: Service, revision: ServiceRevision): RevisionCounts {
  const tasks = [...service.tasks.values()].filter(({ deployment }) => deployment.revision === revision);
  const deployment = service.deployments.find((one) => one.revision === revision && one.status !== 'GONE');
  return {
    requestedTaskCount: deployment?.desiredCount ?? 0,
    runningTaskCount: tasks.filter(isRunning).length,
    pendingTaskCount: tasks.filter(isPending).length,
  };
}

// What it counted at its end stays with it: later deployments must not rewrite history.
function close(service: Service, ended: ServiceDeployment, now: number): void {
  ended.updatedAt = now;
  for (const monitor of [ended.breaker, ended.alarms]) {
    if (monitor.status === 'MONITORING') monitor.status = 'MONITORING_COMPLETE';
  }
  ended.countsAtEnd = {
    target: countsOf(service, ended.target),
    sources: ended.sources.map((source) => countsOf(service, source)),
  };
}
