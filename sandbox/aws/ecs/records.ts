// What the simulated ECS remembers. Times are milliseconds since the epoch; the views turn them into epoch seconds.
import type { RunningTask } from '../../world.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import type { DeploymentConfiguration } from './service-settings.js';

export interface Tag {
  key: string;
  value: string;
}

export interface LoadBalancerOfService {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** Of a service whose deployments shift traffic: the other group, and the rule that is ECS's then. */
  readonly advancedConfiguration?:
    | {
        readonly alternateTargetGroupArn: string;
        readonly productionListenerRule: string;
        readonly testListenerRule?: string | undefined;
        readonly roleArn: string;
      }
    | undefined;
}

export interface NetworkConfiguration {
  readonly awsvpcConfiguration: {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly assignPublicIp: 'ENABLED' | 'DISABLED';
  };
}

export interface ContainerImage {
  readonly containerName: string;
  readonly image: string;
  /** Absent when the reference resolved to nothing as the deployment began. */
  readonly imageDigest?: string;
}

export interface ServiceRevision {
  readonly arn: string;
  readonly taskDefinition: string;
  readonly loadBalancers: readonly LoadBalancerOfService[];
  /** Where its tasks are registered: of each load balancer the group or the alternate one. */
  readonly targetGroups: readonly { readonly arn: string; readonly port: number }[];
  readonly networkConfiguration: NetworkConfiguration;
  readonly containerImages: readonly ContainerImage[];
  readonly createdAt: number;
}

export interface Deployment {
  readonly id: string;
  readonly taskDefinition: string;
  readonly revision: ServiceRevision;
  readonly createdAt: number;
  status: 'PRIMARY' | 'ACTIVE' | 'GONE';
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  desiredCount: number;
  /** Consecutive, as DescribeServices shows it. */
  failedTasks: number;
  /** What the circuit breaker counts. */
  breakerFailures: number;
  mayStartAt: number;
  /** All of its tasks are healthy and no other is left, but it is not COMPLETED before its alarms had time to see trouble. */
  bakingSince?: number;
  lastCompletedAt?: number;
  /** It was promoted again in the place of that one. */
  rollingBackFrom?: Deployment;
  readonly serviceDeployment: ServiceDeployment;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';

export interface Task {
  readonly arn: string;
  readonly id: string;
  readonly deployment: Deployment;
  readonly containerArn: string;
  readonly runtimeId: string;
  readonly attachmentId: string;
  readonly privateIp: string;
  readonly createdAt: number;
  readonly tags: Tag[];
  readonly stopOrdered: AbortController;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  stopCode?: StopCode;
  stoppedReason?: string;
  exitCode?: number;
  containerReason?: string;
  imageDigest?: string;
  running?: RunningTask;
  registeredWith: readonly string[];
  /** It passes its health checks now. */
  healthy: boolean;
  /** It ended without having been told to, or failed its health checks: one failure of its deployment. */
  failed: boolean;
  failureCounted: boolean;
  /** No deployment and no scale-in ends it before. */
  protectedUntil?: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

export interface Service {
  readonly arn: string;
  readonly name: string;
  readonly cluster: Cluster;
  readonly createdAt: number;
  readonly createdBy: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  configuration: DeploymentConfiguration;
  loadBalancers: readonly LoadBalancerOfService[];
  networkConfiguration: NetworkConfiguration;
  healthCheckGracePeriodSeconds: number;
  enableExecuteCommand: boolean;
  readonly tags: Tag[];
  /** Newest first. */
  readonly events: ServiceEvent[];
  /** All there ever were, oldest first. */
  readonly deployments: Deployment[];
  readonly serviceDeployments: ServiceDeployment[];
  readonly tasks: Map<string, Task>;
  steady: boolean;
  /** Of the owner of tasks that RunTask started. */
  standaloneRun?: StandaloneRun;
}

export interface StandaloneRun {
  readonly group: string;
  readonly startedBy?: string;
  readonly clientToken?: string;
  readonly containerOverrides: readonly {
    readonly name: string;
    readonly command?: readonly string[] | undefined;
    readonly environment?: readonly { readonly name: string; readonly value: string }[] | undefined;
  }[];
}

export interface Cluster {
  readonly arn: string;
  readonly name: string;
  readonly services: Map<string, Service>;
  readonly tags: Tag[];
  /** Owners of the tasks that RunTask started: services that nobody schedules or lists. */
  readonly standalone: Service[];
}

export type ContainerDefinition = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly image: string;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
};

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containers: readonly ContainerDefinition[];
  /** Everything else that was registered, as it is echoed. */
  readonly registered: Readonly<Record<string, unknown>>;
  readonly registeredAt: number;
  readonly registeredBy: string;
  readonly tags: Tag[];
  status: 'ACTIVE' | 'INACTIVE';
  deregisteredAt?: number;
}
