// Every sentence the simulated ECS says, exactly as captured (facts §1, §2, §3, §4).

const each = (taskIds: readonly string[]): string => taskIds.map((id) => `(task ${id})`).join(' ');

/** Texts of `events[]`; the prefix is `(service NAME) `. */
export const eventTexts = (service: string) => {
  const prefix = `(service ${service})`;
  return {
    started: (taskIds: readonly string[]) => `${prefix} has started ${taskIds.length} tasks: ${each(taskIds)}.`,
    replaced: (taskIds: readonly string[]) =>
      `${prefix} has started ${taskIds.length} tasks: ${each(taskIds)}. ` +
      `Amazon ECS replaced ${taskIds.length} tasks due to an unhealthy status.`,
    registered: (count: number, targetGroup: string) =>
      `${prefix} registered ${count} targets in (target-group ${targetGroup})`,
    deregistered: (count: number, targetGroup: string) =>
      `${prefix} deregistered ${count} targets in (target-group ${targetGroup})`,
    draining: (count: number, oldDeployment?: string) =>
      oldDeployment === undefined
        ? `${prefix} has begun draining connections on ${count} tasks.`
        : `(service ${service}, taskSet ${oldDeployment}) has begun draining connections on ${count} tasks.`,
    stopped: (taskIds: readonly string[]) => `${prefix} has stopped ${taskIds.length} running tasks: ${each(taskIds)}.`,
    stoppedPending: (count: number) => `${prefix} stopped ${count} pending tasks.`,
    steady: () => `${prefix} has reached a steady state.`,
    completed: (deployment: string) => `${prefix} (deployment ${deployment}) deployment completed.`,
    failed: (deployment: string) => `${prefix} (deployment ${deployment}) deployment failed: tasks failed to start.`,
    rollingBack: (deployment: string) => `${prefix} rolling back to deployment ${deployment}.`,
    unhealthy: (taskId: string, port: number, targetGroup: string, description: string) =>
      `${prefix} (task ${taskId}) (port ${port}) is unhealthy in (target-group ${targetGroup}) due to (reason ${description}).`,
    unableToPlace: (reason: string) => `${prefix} was unable to place a task. Reason: ${reason}.`,
    impossiblePercentages: () =>
      `${prefix} was unable to stop or start tasks during a deployment because of the service deployment configuration. ` +
      'Update the minimumHealthyPercent or maximumPercent value and try again.',
    unableToStartConsistently: () => `${prefix} is unable to consistently start tasks successfully.`,
  };
};

export const rolloutReasons = {
  inProgress: (deployment: string) => `ECS deployment ${deployment} in progress.`,
  completed: (deployment: string) => `ECS deployment ${deployment} completed.`,
  breakerTripped: 'ECS deployment circuit breaker: tasks failed to start.',
  rollingBack: (deployment: string) => `ECS deployment circuit breaker: rolling back to deploymentId ${deployment}.`,
} as const;

export const serviceDeploymentReasons = {
  breakerTripped: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  noCandidate: 'No rollback candidate was found to run the rollback.',
  // Assumed: no capture of either.
  breakerWithoutRollback: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
  superseded: 'Service deployment stopped because a newer service deployment was started.',
} as const;

export const stoppedReasons = {
  scaling: (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`,
  failedLoadBalancerChecks: (targetGroup: string) => `Task failed ELB health checks in (target-group ${targetGroup})`,
  containerExited: 'Essential container in task exited',
  imageNotFound: (image: string) =>
    `CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${image}: ${image}: not found`,
} as const;
