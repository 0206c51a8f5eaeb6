// Whether tasks count as healthy, by their target groups or, without one, by time (facts/aws.md §1, facts §5).
import type { SimulatedTime } from '../../world.js';
import { durations } from '../durations.js';
import { isRunning } from './counts.js';
import type { Service, Task } from './records.js';
import type { TargetRegistration } from './target-registration.js';

export interface FailingTask {
  readonly task: Task;
  readonly targetGroupArn: string;
  readonly port: number;
  /** As the target group describes it. */
  readonly description: string;
}

/** Marks the tasks that are healthy now and returns those that fail their checks after the grace period. */
export function judgeTasks(service: Service, time: SimulatedTime, targets: TargetRegistration): readonly FailingTask[] {
  const healthOf = targets.healthOf(service);
  const failing: FailingTask[] = [];
  for (const task of service.tasks.values()) {
    if (!isRunning(task)) continue;
    const failure = failureOf(task, healthOf);
    if (failure === undefined) {
      markHealthy(service, task, time, healthOf);
    } else {
      task.healthy = false;
      if (isPastGrace(service, task, time)) failing.push(failure);
    }
  }
  return failing;
}

type HealthOf = ReturnType<TargetRegistration['healthOf']>;

function failureOf(task: Task, healthOf: HealthOf): FailingTask | undefined {
  for (const { arn: targetGroupArn, port } of task.deployment.revision.targetGroups) {
    const health = healthOf(targetGroupArn, task.id);
    if (health?.state === 'unhealthy') {
      return { task, targetGroupArn, port, description: health.description ?? 'Health checks failed' };
    }
  }
  return undefined;
}

function markHealthy(service: Service, task: Task, time: SimulatedTime, healthOf: HealthOf): void {
  const groups = task.deployment.revision.targetGroups;
  const healthy =
    groups.length > 0
      ? groups.every(({ arn }) => healthOf(arn, task.id)?.state === 'healthy')
      : runsFor(task, time) >= time.lasts(durations.healthyWithoutLoadBalancer);
  if (healthy && !task.healthy) {
    task.deployment.failedTasks = 0;
    if (service.configuration.deploymentCircuitBreaker.resetOnHealthyTask) forgetFailures(task);
  }
  task.healthy = healthy;
}

function forgetFailures({ deployment }: Task): void {
  deployment.breakerFailures = 0;
  deployment.serviceDeployment.breaker.failures = 0;
}

function isPastGrace(service: Service, task: Task, time: SimulatedTime): boolean {
  return runsFor(task, time) >= time.lasts(service.healthCheckGracePeriodSeconds);
}

function runsFor(task: Task, time: SimulatedTime): number {
  return time.now() - (task.startedAt ?? time.now());
}
