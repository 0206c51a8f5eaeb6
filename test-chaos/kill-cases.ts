// Where a kill meets each activity of a rollback: an activity type without a case fails the matrix.

export interface KillCase {
  readonly method: 'ecs-task' | 'automatic';
  /** What is never answered, so that the activity is under way when its worker dies. Absent: killed when it is scheduled. */
  readonly hangs?: { readonly operation: string; readonly about?: (service: string) => string };
  /** Hung only once the first change is made. */
  readonly afterFirstChange?: true;
  /** Beyond the usual settings of the service. */
  readonly settings?: object;
}

const definitionOf = (service: string): string => `task-definition/${service}-prod`;

export const killCases: Readonly<Record<string, KillCase>> = {
  lookAround: { method: 'ecs-task', hangs: { operation: 'ecs:ListTaskDefinitions' } },
  startEcsDeployment: { method: 'ecs-task', hangs: { operation: 'ecs:UpdateService' } },
  takeBackDeployment: { method: 'automatic', hangs: { operation: 'ecs:StopServiceDeployment' } },
  followDeployment: { method: 'ecs-task', hangs: { operation: 'elasticloadbalancing:DescribeTargetHealth' } },
  tagRelease: { method: 'ecs-task', hangs: { operation: 'ecs:TagResource', about: definitionOf } },
  watchRecovery: { method: 'ecs-task', settings: { timings: { watch: '10 minutes' } } },
  restoreDeploymentSettings: { method: 'ecs-task', hangs: { operation: 'ecs:UpdateService' }, afterFirstChange: true },
  checkTargetServes: { method: 'ecs-task' },
  forgetRun: { method: 'ecs-task', hangs: { operation: 'ecs:UntagResource' } },
  readServing: { method: 'ecs-task' },
  storeReport: { method: 'ecs-task' },
};
