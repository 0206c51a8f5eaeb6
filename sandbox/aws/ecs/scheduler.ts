// The service scheduler: brings a service to what it was asked for, round by round (facts §1, §3, §5).
import type { SimulatedTime } from '../../world.js';
import type { Alarms } from '../cloudwatch/alarms.js';
import { durations } from '../durations.js';
import type { LoadBalancing } from '../elbv2/load-balancing.js';
import { breakerThreshold, restartPause } from './circuit-breaker.js';
import { isPending, isWanted, primaryOf, tasksOf } from './counts.js';
import { triggeredAlarms } from './deployment-alarms.js';
import { dropEndedDeployments } from './deployments.js';
import { noteEvent, noteEventOnce } from './event-log.js';
import type { Deployment, Service, Task } from './records.js';
import { beginRequestedRollbacks, failByAlarm, tripCircuitBreaker } from './roll-back.js';
import { nextRound } from './rollout.js';
import { startPendingServiceDeployments } from './service-deployments.js';
import { settle } from './settling.js';
import { advanceLifecycle, enforceRules, nextFleetRound, shiftsTraffic } from './shifting.js';
import type { TargetRegistration } from './target-registration.js';
import { judgeTasks } from './task-health.js';
import type { TaskLife } from './task-life.js';
import { isProtected } from './task-protection.js';
import type { Vcpus } from './vcpus.js';
import { eventTexts, placementRefusals, stoppedReasons } from './wording.js';

export interface SchedulerNeeds {
  readonly time: SimulatedTime;
  readonly life: TaskLife;
  readonly targets: TargetRegistration;
  readonly alarms: Alarms;
  readonly loadBalancing: LoadBalancing;
  readonly vcpus: Vcpus;
}

/** One round for one service. */
export function scheduleService(needs: SchedulerNeeds, service: Service): void {
  if (service.status !== 'ACTIVE' || service.deployments.length === 0) return;
  startPendingServiceDeployments(service, needs.time);
  needs.targets.registerRunning(service);
  const replaced = stopFailing(needs, service);
  for (const task of service.tasks.values()) countFailure(needs, service, task);
  const now = needs.time.now();
  tripBreaker(service, now);
  heedAlarms(needs, service);
  beginRequestedRollbacks(service, { due: now - needs.time.lasts(durations.rollbackRequested), now });
  if (shiftsTraffic(service)) {
    advanceLifecycle(service, needs);
    enforceRules(service, needs.loadBalancing);
  }
  runRound(needs, service, replaced);
  dropEndedDeployments(service);
  settle(needs, service);
}

/** Stops what fails its health checks; true when something was stopped. */
function stopFailing(needs: SchedulerNeeds, service: Service): boolean {
  const { time, targets } = needs;
  const failing = judgeTasks(service, time, targets);
  for (const { task, targetGroupArn, port, description } of failing) {
    task.failed = true;
    noteEvent(service, eventTexts(service.name).unhealthy(task.id, port, targetGroupArn, description), time.now());
    const reason = stoppedReasons.failedLoadBalancerChecks(targetGroupArn);
    stopTogether(needs, service, [task], () => reason);
  }
  return failing.length > 0;
}

/** A failure counts when its task has STOPPED: that fits the captured trips (R14). */
function countFailure({ time }: SchedulerNeeds, service: Service, task: Task): void {
  if (!task.failed || task.failureCounted || task.lastStatus !== 'STOPPED') return;
  const { deployment } = task;
  task.failureCounted = true;
  deployment.failedTasks += 1;
  deployment.breakerFailures += 1;
  deployment.serviceDeployment.breaker.failures = deployment.breakerFailures;
  if (task.startedAt !== undefined) return;
  const texts = eventTexts(service.name);
  const silence = time.lasts(durations.sameEventSilence);
  deployment.mayStartAt = task.executionStoppedAt ?? time.now();
  deployment.mayStartAt += time.lasts(restartPause(deployment.failedTasks));
  if (task.stopCode === 'TaskFailedToStart') {
    noteEventOnce(service, texts.unableToPlace(task.stoppedReason ?? 'Internal error'), time.now(), silence);
  }
  if (deployment.failedTasks > 3) noteEventOnce(service, texts.unableToStartConsistently(), time.now(), silence);
}

function tripBreaker(service: Service, now: number): void {
  const primary = primaryOf(service);
  const { enable, thresholdConfiguration } = service.configuration.deploymentCircuitBreaker;
  if (!enable || !isOnTrial(primary)) return;
  const threshold = breakerThreshold(thresholdConfiguration, service.desiredCount);
  if (primary.breakerFailures >= threshold) tripCircuitBreaker(service, primary, now);
}

/** It may still fail by itself: nobody has asked for its end. */
const isOnTrial = ({ rolloutState, serviceDeployment }: Deployment): boolean =>
  rolloutState === 'IN_PROGRESS' && serviceDeployment.status !== 'ROLLBACK_REQUESTED';

/** A deployment that only takes another one back is not judged by the alarms again. */
function heedAlarms({ time, alarms }: SchedulerNeeds, service: Service): void {
  const primary = primaryOf(service);
  const { enable, alarmNames } = service.configuration.alarms;
  if (!enable || !isOnTrial(primary) || primary.rollingBackFrom) return;
  const now = time.now();
  const lastLook = now - time.lasts(durations.alarmNoticed);
  const triggered = triggeredAlarms(alarms, alarmNames, { begunAt: primary.createdAt, lastLook });
  if (triggered.length > 0) failByAlarm(service, primary, triggered, now);
}

function runRound(needs: SchedulerNeeds, service: Service, replacing: boolean): void {
  const { time } = needs;
  const { start, stop, stuck } = shiftsTraffic(service)
    ? { ...nextFleetRound(service, time), stuck: false }
    : rollingRound(service, time);
  const primary = primaryOf(service);
  const texts = eventTexts(service.name);
  const places = needs.vcpus.placesFor(primary.taskDefinition, start);
  if (places < start) noteNoPlace(needs, service);
  const started = Array.from({ length: places }, () => needs.life.start(service, primary).id);
  if (started.length > 0) {
    noteEvent(service, replacing ? texts.replaced(started) : texts.started(started), time.now());
  }
  if (stop.length > 0) stopTogether(needs, service, stop, ({ id }) => stoppedReasons.scaling(id));
  if (stuck) noteEventOnce(service, texts.impossiblePercentages(), time.now(), time.lasts(durations.sameEventSilence));
  countDesired(service, primary);
}

function noteNoPlace({ time }: SchedulerNeeds, service: Service): void {
  const text = eventTexts(service.name).unableToPlace(placementRefusals.vcpus);
  noteEventOnce(service, text, time.now(), time.lasts(durations.sameEventSilence));
}

function rollingRound(service: Service, time: SimulatedTime) {
  const primary = primaryOf(service);
  const wanted = [...service.tasks.values()].filter(isWanted);
  const { start, stop, stuck } = nextRound({
    desired: service.desiredCount,
    minimumHealthyPercent: service.configuration.minimumHealthyPercent,
    maximumPercent: service.configuration.maximumPercent,
    primary: primary.id,
    mayStart: primary.rolloutState !== 'FAILED' && time.now() >= primary.mayStartAt,
    tasks: wanted.map((task) => ({
      id: task.id,
      deployment: task.deployment.id,
      createdAt: task.createdAt,
      running: task.lastStatus === 'RUNNING',
      healthy: task.lastStatus === 'RUNNING' && task.healthy,
      protected: isProtected(task, time.now()),
    })),
  });
  return { start, stop: wanted.filter(({ id }) => stop.includes(id)), stuck };
}

function countDesired(service: Service, primary: Deployment): void {
  for (const deployment of service.deployments) {
    const desired =
      deployment === primary ? service.desiredCount : tasksOf(service, deployment).filter(isWanted).length;
    if (deployment.desiredCount !== desired) {
      deployment.desiredCount = desired;
      deployment.updatedAt = Math.max(deployment.updatedAt, Date.now());
    }
  }
}

/** Stops tasks in one go, so that one event tells of all of them. */
function stopTogether(
  { time, life, targets }: SchedulerNeeds,
  service: Service,
  tasks: readonly Task[],
  reason: (deployment: Deployment) => string,
): void {
  const texts = eventTexts(service.name);
  const pending = tasks.filter(isPending).length;
  const running = tasks.filter((task) => !isPending(task));
  targets.announceLeaving(service, tasks);
  if (pending > 0) noteEvent(service, texts.stoppedPending(pending), time.now());
  if (running.length > 0) {
    const ids = running.map(({ id }) => id);
    noteEvent(service, texts.stopped(ids), time.now());
  }
  for (const task of tasks) {
    life.stop(service, task, { code: 'ServiceSchedulerInitiated', reason: reason(task.deployment) });
  }
}
