// The AWS account of the simulated production, put together behind one endpoint.
import type { SimulatedTime, TaskRuntime } from '../world.js';
import { autoScalingOperations } from './application-autoscaling/operations.js';
import { type AutoScaling, createAutoScaling } from './application-autoscaling/scalable-targets.js';
import { type Calls, createCalls } from './calls.js';
import { type Alarms, createAlarms } from './cloudwatch/alarms.js';
import { cloudWatchOperations } from './cloudwatch/operations.js';
import type { RequestCounts } from './cloudwatch/request-counts.js';
import { ecrOperations } from './ecr/operations.js';
import { createRegistry, type Registry } from './ecr/registry.js';
import { clusterOperations } from './ecs/cluster-operations.js';
import { continueServiceDeploymentOperation } from './ecs/continue-service-deployment.js';
import { runTaskOperation } from './ecs/run-task.js';
import { serviceDeploymentOperations } from './ecs/service-deployment-operations.js';
import { serviceOperations } from './ecs/service-operations.js';
import { createEcs, type SimulatedEcs } from './ecs/simulated-ecs.js';
import { stopServiceDeploymentOperation } from './ecs/stop-service-deployment.js';
import { taggingOperations } from './ecs/tagging.js';
import { taskDefinitionOperations } from './ecs/task-definition-operations.js';
import { taskOperations } from './ecs/task-operations.js';
import { taskProtectionOperations } from './ecs/task-protection.js';
import { createLoadBalancing, type LoadBalancing } from './elbv2/load-balancing.js';
import { elbv2Operations } from './elbv2/operations.js';
import { createFaults, type Faults } from './faults.js';
import { createLogGroups, type LogGroups } from './logs/log-groups.js';
import { logsOperations } from './logs/operations.js';
import { createQuotas } from './quotas.js';
import { createDatabases, type Databases } from './rds/databases.js';
import { rdsOperations } from './rds/operations.js';
import { serviceQuotasOperations } from './service-quotas/operations.js';
import { ssmOperations } from './ssm/operations.js';
import { createParameterStore, type ParameterStore } from './ssm/parameter-store.js';
import { stsOperations } from './sts/operations.js';
import { type AwsListener, listenAsAws } from './wire/listener.js';
import { createRequestDesk, type Exchange } from './wire/request-desk.js';

export interface SimulatedAws {
  readonly url: string;
  readonly port: number;
  readonly ecs: SimulatedEcs;
  readonly registry: Registry;
  readonly loadBalancing: LoadBalancing;
  readonly alarms: Alarms;
  readonly autoScaling: AutoScaling;
  readonly logs: LogGroups;
  readonly parameters: ParameterStore;
  readonly databases: Databases;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Access key ids whose credentials are expired now. */
  readonly expired: Set<string>;
  stop(): Promise<void>;
}

export interface AwsSettings {
  readonly time: SimulatedTime;
  readonly runtime: TaskRuntime;
  /** What CloudWatch has of the load balancers' traffic. */
  readonly requestCounts: RequestCounts;
  /** 0 asks for a free one. */
  readonly port: number;
  readonly onExchange?: (exchange: Exchange) => void;
}

/** @throws Error when the port is taken */
export async function startSimulatedAws({
  time,
  runtime,
  requestCounts,
  port,
  onExchange,
}: AwsSettings): Promise<SimulatedAws> {
  const parts = createParts({ time, runtime });
  const { ecs } = parts;
  const faults = createFaults();
  const calls = createCalls();
  const expired = new Set<string>();
  const stopping = new AbortController();
  const desk = createRequestDesk({
    operations: operationsOf(parts, requestCounts),
    faults,
    calls,
    expired,
    takeToken: createQuotas(() => time.now()),
    now: () => time.now(),
    stopping: stopping.signal,
    ...(onExchange ? { onExchange } : {}),
  });
  const listener: AwsListener = await listenAsAws(desk, port);
  ecs.run();
  return {
    url: listener.url,
    port: listener.port,
    ...parts,
    faults,
    calls,
    expired,
    async stop() {
      stopping.abort();
      await Promise.all([listener.close(), ecs.stop()]);
    },
  };
}

function createParts({ time, runtime }: Pick<AwsSettings, 'time' | 'runtime'>): Parts {
  const registry = createRegistry(() => time.now());
  const loadBalancing = createLoadBalancing();
  const alarms = createAlarms(() => time.now());
  const logs = createLogGroups(() => time.now());
  const parameters = createParameterStore(() => time.now());
  const ecs = createEcs({ time, registry, runtime, loadBalancing, alarms, logs, parameters });
  const around = { autoScaling: createAutoScaling(), databases: createDatabases() };
  return { ecs, registry, loadBalancing, alarms, logs, parameters, ...around };
}

type Parts = Pick<
  SimulatedAws,
  'ecs' | 'registry' | 'loadBalancing' | 'alarms' | 'autoScaling' | 'logs' | 'parameters' | 'databases'
>;

function operationsOf(parts: Parts, counts: RequestCounts) {
  const { ecs, registry, loadBalancing, alarms, autoScaling, logs, parameters } = parts;
  const now = () => ecs.time.now();
  return {
    ecs: {
      ...clusterOperations(ecs),
      ...serviceOperations(ecs),
      ...taskDefinitionOperations(ecs, now),
      ...taskOperations(ecs),
      ...taskProtectionOperations(ecs),
      ...runTaskOperation(ecs),
      ...serviceDeploymentOperations(ecs),
      ...stopServiceDeploymentOperation(ecs),
      ...continueServiceDeploymentOperation(ecs),
      ...taggingOperations(ecs),
    },
    ecr: ecrOperations(registry),
    cloudwatch: cloudWatchOperations(alarms, { time: ecs.time, counts, loadBalancing, vcpus: ecs.vcpus }),
    'application-autoscaling': autoScalingOperations(autoScaling, ecs, now),
    elasticloadbalancing: elbv2Operations(loadBalancing, ecs),
    logs: logsOperations(logs, now),
    rds: rdsOperations(parts.databases, ecs.time),
    servicequotas: serviceQuotasOperations(ecs.vcpus),
    ssm: ssmOperations(parameters),
    sts: stsOperations(now),
  };
}
