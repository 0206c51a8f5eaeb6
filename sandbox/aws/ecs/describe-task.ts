// A task as DescribeTasks and StopTask answer it (facts §3).
import { epochSeconds } from '../identifiers.js';
import { fargate } from './describe-service.js';
import type { Service, Task, TaskDefinition } from './records.js';
import { servingContainer } from './start-container.js';

const times = [
  'createdAt',
  'pullStartedAt',
  'pullStoppedAt',
  'startedAt',
  'stoppingAt',
  'executionStoppedAt',
  'stoppedAt',
] as const;

export function describeTask(
  service: Service,
  task: Task,
  definition: TaskDefinition,
  { withTags }: { withTags: boolean },
): object {
  const at = times.flatMap((name): [string, number][] => {
    const moment = task[name];
    return moment === undefined ? [] : [[name, epochSeconds(moment)]];
  });
  return {
    taskArn: task.arn,
    clusterArn: service.cluster.arn,
    taskDefinitionArn: task.deployment.taskDefinition,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    group: service.standaloneRun?.group ?? `service:${service.name}`,
    startedBy: startedByOf(service, task),
    ...fargate,
    cpu: definition.registered.cpu ?? '256',
    memory: definition.registered.memory ?? '512',
    ...(task.pullStartedAt === undefined
      ? {}
      : { connectivity: 'CONNECTED', connectivityAt: epochSeconds(task.pullStartedAt) }),
    availabilityZone: 'us-east-1a',
    healthStatus: 'UNKNOWN',
    ...Object.fromEntries(at),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
    version: task.version,
    attachments: [describeInterface(task)],
    containers: [describeContainer(service, task, definition)],
    overrides: {
      containerOverrides: service.standaloneRun?.containerOverrides ?? [],
      inferenceAcceleratorOverrides: [],
    },
    tags: withTags ? task.tags : [],
  };
}

/** The deployment, or what RunTask was told. */
export const startedByOf = ({ standaloneRun }: Service, { deployment }: Task): string | undefined =>
  standaloneRun ? standaloneRun.startedBy : deployment.id;

function describeInterface(task: Task): object {
  const status =
    task.lastStatus === 'STOPPED' ? 'DELETED' : task.pullStartedAt === undefined ? 'PRECREATED' : 'ATTACHED';
  return {
    id: task.attachmentId,
    type: 'ElasticNetworkInterface',
    status,
    details: [{ name: 'privateIPv4Address', value: task.privateIp }],
  };
}

function describeContainer(service: Service, task: Task, definition: TaskDefinition): object {
  const { name, image } = servingContainer(service, definition);
  const { lastStatus, imageDigest, exitCode, containerReason } = task;
  const started = lastStatus === 'RUNNING' || lastStatus === 'DEACTIVATING';
  return {
    containerArn: task.containerArn,
    taskArn: task.arn,
    name,
    image,
    ...(imageDigest === undefined ? {} : { imageDigest, runtimeId: task.runtimeId }),
    lastStatus: started ? 'RUNNING' : task.stoppedAt === undefined ? 'PENDING' : 'STOPPED',
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(containerReason === undefined ? {} : { reason: containerReason }),
    networkInterfaces: [{ attachmentId: task.attachmentId, privateIpv4Address: task.privateIp }],
    healthStatus: 'UNKNOWN',
    cpu: '0',
  };
}
