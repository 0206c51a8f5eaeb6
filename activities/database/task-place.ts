// Where a task beside the database runs, as its service's do, and where it logs: from the service and a task definition of it.
import type { ContainerDefinition, RunTaskCommandInput, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { optional } from '../ecs-service.js';

export interface TaskPlace {
  readonly container: string;
  readonly runs: Omit<RunTaskCommandInput, 'overrides' | 'startedBy' | 'clientToken'>;
  readonly log: TaskLog;
}

export interface TaskLog {
  readonly group: string;
  /** Before the task's id. */
  readonly streams: string;
  /** Where it is not the service's own. */
  readonly region?: string;
}

/** `why` not, as a person can mend it. @param wanted name of a container; where absent the only one, or the one behind the load balancer */
export function taskPlaceOf(
  service: Service,
  definition: TaskDefinition,
  wanted: string | undefined,
): TaskPlace | { readonly why: string } {
  const containers = definition.containerDefinitions ?? [];
  const container = containerOf(service, containers, wanted);
  if (container === undefined) return { why: whichContainer(containers, wanted) };
  const log = logOf(container);
  if (log === undefined) {
    const why = `the container ${container.name ?? ''} does not log by awslogs with a group and a stream prefix, and answers are read from there`;
    return { why };
  }
  return { container: container.name ?? '', runs: asTheServiceRuns(service, definition), log };
}

function containerOf(service: Service, containers: readonly ContainerDefinition[], wanted: string | undefined) {
  if (wanted !== undefined) return containers.find(({ name }) => name === wanted);
  if (containers.length === 1) return containers[0];
  const behind = service.loadBalancers?.find(({ containerName }) => containerName !== undefined)?.containerName;
  return containers.find(({ name }) => name === behind);
}

function whichContainer(containers: readonly ContainerDefinition[], wanted: string | undefined): string {
  const names = containers.map(({ name }) => name ?? '').join(', ');
  return wanted === undefined
    ? `which of its containers has the migrations is not said (${names}): set alembic.task.container`
    : `it has no container ${wanted} (${names}): correct alembic.task.container`;
}

function logOf({ logConfiguration }: ContainerDefinition): Omit<TaskLog, 'name'> | undefined {
  const {
    'awslogs-group': group,
    'awslogs-stream-prefix': streams,
    'awslogs-region': region,
  } = logConfiguration?.options ?? {};
  if (logConfiguration?.logDriver !== 'awslogs' || group === undefined || streams === undefined) return undefined;
  return { group, streams, ...optional('region', region) };
}

function asTheServiceRuns(service: Service, definition: TaskDefinition): TaskPlace['runs'] {
  const { clusterArn: cluster, capacityProviderStrategy = [], launchType, platformVersion } = service;
  const onFargate = capacityProviderStrategy.length === 0 && launchType === 'FARGATE';
  return {
    cluster,
    taskDefinition: definition.taskDefinitionArn,
    count: 1,
    ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : optional('launchType', launchType)),
    ...optional('platformVersion', onFargate ? platformVersion : undefined),
    ...optional('networkConfiguration', definition.networkMode === 'awsvpc' ? service.networkConfiguration : undefined),
  };
}

/** `PREFIX/CONTAINER/ID`, as the driver names it. */
export const streamOf = ({ log, container }: TaskPlace, taskArn: string): string =>
  `${log.streams}/${container}/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}`;
