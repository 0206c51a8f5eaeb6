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
    failed: (deployment: string, why: string) => `${prefix} (deployment ${deployment}) deployment failed: ${why}.`,
    rollingBack: (deployment: string) => `${prefix} rolling back to deployment ${deployment}.`,
    unhealthy: (taskId: string, port: number, targetGroup: string, description: string) =>
      `${prefix} (task ${taskId}) (port ${port}) is unhealthy in (target-group ${targetGroup}) due to (reason ${description}).`,
    unableToPlace: (reason: string) => `${prefix} was unable to place a task. Reason: ${reason}.`,
    impossiblePercentages: () =>
      `${prefix} was unable to stop or start tasks during a deployment because of the service deployment configuration. ` +
      'Update the minimumHealthyPercent or maximumPercent value and try again.',
    protected: (deployment: string, count: number) =>
      `${prefix} was unable to reach steady state because (taskSet ${deployment}) was unable to scale in due to (reason ${count} tasks under protection)`,
    unableToStartConsistently: () => `${prefix} is unable to consistently start tasks successfully.`,
  };
};

/** Why ECS starts no task at all. */
export const placementRefusals = {
  vcpus: "You've reached the limit on the number of vCPUs you can run concurrently",
} as const;

export const rolloutReasons = {
  inProgress: (deployment: string) => `ECS deployment ${deployment} in progress.`,
  completed: (deployment: string) => `ECS deployment ${deployment} completed.`,
} as const;

/** Why a deployment is given up, in the words of each place that tells of it. */
export interface GivingUp {
  /** `rolloutStateReason` of the one that failed. */
  readonly failed: string;
  /** The end of the event "deployment failed: …"; a deployment that somebody stopped has none. */
  readonly event?: string;
  /** `rolloutStateReason` of the one that is promoted again. */
  readonly rollingBack: (deployment: string) => string;
  /** `statusReason` of the service deployment, when it is rolled back and when it is not. */
  readonly rolledBack: string;
  readonly stopped: string;
}

const byRequest = (because: string): GivingUp => ({
  failed: 'ECS deployment failed.',
  rollingBack: (deployment) => `ECS deployment stopped: rolling back to deploymentId ${deployment}.`,
  rolledBack: `Service deployment rolled back because ${because}.`,
  stopped: `Service deployment stopped because ${because}.`,
});

export const givingUp = {
  // Assumed: `stopped`, no capture of it.
  circuitBreaker: {
    failed: 'ECS deployment circuit breaker: tasks failed to start.',
    event: 'tasks failed to start',
    rollingBack: (deployment) => `ECS deployment circuit breaker: rolling back to deploymentId ${deployment}.`,
    rolledBack: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    stopped: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
  },
  // Assumed: all but `event`, no capture (facts §11).
  alarm: {
    failed: 'ECS deployment failed: alarm detected.',
    event: 'alarm detected',
    rollingBack: (deployment) => `ECS deployment alarm detected: rolling back to deploymentId ${deployment}.`,
    rolledBack: 'Service deployment rolled back because an alarm was detected.',
    stopped: 'Service deployment stopped because an alarm was detected.',
  },
  // Assumed: all of it, no capture (facts §11).
  StopServiceDeployment: byRequest('StopServiceDeployment was called'),
  ContinueServiceDeployment: byRequest('ContinueServiceDeployment was called with ROLLBACK'),
  hook: byRequest('a PAUSE lifecycle hook timed out'),
} as const satisfies Record<string, GivingUp>;

export const serviceDeploymentReasons = {
  noCandidate: 'No rollback candidate was found to run the rollback.',
  // Assumed: no capture of it.
  superseded: 'Service deployment stopped because a newer service deployment was started.',
} as const;

const unableToPullSecrets =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed';

export const stoppedReasons = {
  scaling: (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`,
  failedLoadBalancerChecks: (targetGroup: string) => `Task failed ELB health checks in (target-group ${targetGroup})`,
  containerExited: 'Essential container in task exited',
  imageNotFound: (image: string) =>
    `CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${image}: ${image}: not found`,
  parametersNotFound: (names: readonly string[]) =>
    `${unableToPullSecrets}: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${names.join(', ')}`,
  secretNotFound: (arn: string) =>
    `${unableToPullSecrets}: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${arn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
  logGroupNotFound: () =>
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
} as const;
