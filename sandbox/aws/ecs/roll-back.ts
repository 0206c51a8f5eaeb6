// How deployments are given up, and how the one before comes back: promoted again under its old id (facts §4, §5).
import { noteEvent } from './event-log.js';
import type { Deployment, Service } from './records.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import { finishServiceDeployment, stopServiceDeployment } from './service-deployments.js';
import { eventTexts, type GivingUp, givingUp, serviceDeploymentReasons } from './wording.js';

/** The circuit breaker trips: back to the last COMPLETED deployment, if it may roll back. */
export function tripCircuitBreaker(service: Service, failing: Deployment, now: number): void {
  failing.serviceDeployment.breaker.status = 'TRIGGERED';
  const { rollback } = service.configuration.deploymentCircuitBreaker;
  giveUp(service, failing, { texts: givingUp.circuitBreaker, rollback, good: lastCompleted(service, failing) }, now);
}

/** Alarms of the deployment went into ALARM: back to the last COMPLETED deployment, if they may roll back. */
export function failByAlarm(service: Service, failing: Deployment, triggered: readonly string[], now: number): void {
  Object.assign(failing.serviceDeployment.alarms, { status: 'TRIGGERED', triggered });
  const { rollback } = service.configuration.alarms;
  giveUp(service, failing, { texts: givingUp.alarm, rollback, good: lastCompleted(service, failing) }, now);
}

/** What StopServiceDeployment and its like do at once; the rollback begins a moment later. */
export function requestRollback(
  deployment: ServiceDeployment,
  by: NonNullable<ServiceDeployment['rollbackRequestedBy']>,
  now: number,
): void {
  deployment.status = 'ROLLBACK_REQUESTED';
  deployment.rollbackRequestedBy = by;
  deployment.rollbackRequestedAt = now;
  deployment.updatedAt = now;
}

/** Begins the rollbacks that were requested before `due`. */
export function beginRequestedRollbacks(service: Service, { due, now }: { due: number; now: number }): void {
  for (const deployment of service.deployments) {
    const { status, rollbackRequestedAt = Infinity } = deployment.serviceDeployment;
    if (status !== 'ROLLBACK_REQUESTED' || rollbackRequestedAt > due) continue;
    const good = lastCompletedSource(service, deployment);
    const texts = givingUp[deployment.serviceDeployment.rollbackRequestedBy ?? 'StopServiceDeployment'];
    giveUp(service, deployment, { texts, rollback: true, good }, now);
  }
}

interface WayOut {
  readonly texts: GivingUp;
  readonly rollback: boolean;
  readonly good: Deployment | undefined;
}

function giveUp(service: Service, failing: Deployment, { texts, rollback, good }: WayOut, now: number): void {
  failing.rolloutState = 'FAILED';
  failing.rolloutStateReason = texts.failed;
  failing.updatedAt = now;
  if (texts.event !== undefined) noteEvent(service, eventTexts(service.name).failed(failing.id, texts.event), now);
  const { serviceDeployment: given, rollingBackFrom } = failing;
  // It takes no second step back: what a rollback went to is no longer COMPLETED.
  if (rollingBackFrom) finishServiceDeployment(service, rollingBackFrom.serviceDeployment, 'ROLLBACK_FAILED', now);
  else if (!rollback) stopServiceDeployment(service, given, texts.stopped, now);
  else if (good) rollBack(service, failing, good, texts, now);
  else {
    given.statusReason = serviceDeploymentReasons.noCandidate;
    finishServiceDeployment(service, given, 'ROLLBACK_FAILED', now);
  }
}

function rollBack(service: Service, failing: Deployment, good: Deployment, texts: GivingUp, now: number): void {
  failing.status = 'ACTIVE';
  promoteAgain(good, failing, texts, now);
  const reason = texts.rolledBack;
  const failed = failing.serviceDeployment;
  failed.status = 'ROLLBACK_IN_PROGRESS';
  failed.statusReason = reason;
  failed.updatedAt = now;
  failed.rollback = { reason, startedAt: now, serviceRevisionArn: good.revision.arn };
  noteEvent(service, eventTexts(service.name).rollingBack(good.id), now);
}

function promoteAgain(good: Deployment, failing: Deployment, { rollingBack }: GivingUp, now: number): void {
  good.status = 'PRIMARY';
  good.rolloutState = 'IN_PROGRESS';
  good.rolloutStateReason = rollingBack(good.id);
  good.updatedAt = now;
  good.rollingBackFrom = failing;
  good.failedTasks = 0;
  good.breakerFailures = 0;
  good.mayStartAt = now;
}

const lastCompleted = (service: Service, failing: Deployment): Deployment | undefined =>
  newest(service.deployments.filter((one) => one !== failing && one.rolloutState === 'COMPLETED'));

/** Assumed: of several source revisions the one that was COMPLETED last. */
const lastCompletedSource = ({ deployments }: Service, { serviceDeployment }: Deployment): Deployment | undefined =>
  newest(deployments.filter((one) => serviceDeployment.sources.includes(one.revision) && one.lastCompletedAt));

function newest(candidates: readonly Deployment[]): Deployment | undefined {
  return [...candidates].sort((a, b) => (b.lastCompletedAt ?? 0) - (a.lastCompletedAt ?? 0))[0];
}
