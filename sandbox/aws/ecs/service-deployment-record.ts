// What the simulated ECS remembers of a service deployment.
import type { Lifecycle } from './lifecycle.js';
import type { ServiceRevision } from './records.js';
import type { DeploymentConfiguration } from './service-settings.js';

export type ServiceDeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED'
  | 'SUCCESSFUL';

export type MonitorStatus = 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED';

export interface RevisionCounts {
  readonly requestedTaskCount: number;
  readonly runningTaskCount: number;
  readonly pendingTaskCount: number;
}

export interface ServiceDeployment {
  readonly arn: string;
  readonly createdAt: number;
  readonly target: ServiceRevision;
  readonly sources: readonly ServiceRevision[];
  configuration: DeploymentConfiguration;
  startedAt?: number;
  finishedAt?: number;
  stoppedAt?: number;
  rollbackRequestedAt?: number;
  /** Who asked for the rollback. */
  rollbackRequestedBy?: 'StopServiceDeployment' | 'ContinueServiceDeployment' | 'hook';
  /** Of a deployment that shifts traffic. */
  readonly lifecycle?: Lifecycle;
  updatedAt: number;
  status: ServiceDeploymentStatus;
  statusReason?: string;
  rollback?: { readonly reason: string; readonly startedAt: number; readonly serviceRevisionArn: string };
  countsAtEnd?: { readonly target: RevisionCounts; readonly sources: readonly RevisionCounts[] };
  readonly alarms: { status: MonitorStatus; triggered: readonly string[] };
  readonly breaker: {
    status: MonitorStatus;
    failures: number;
    threshold: number;
  };
}
