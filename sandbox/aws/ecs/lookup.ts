// Finding what a request names: short names, `family:revision` and ARNs alike.
import { clientException, clusterNotFound, serviceNotFound } from '../refusal.js';
import type { Cluster, Service, Task, TaskDefinition } from './records.js';
import type { ServiceDeployment } from './service-deployment-record.js';

export interface EcsState {
  readonly clusters: Map<string, Cluster>;
  /** By family, lowest revision first. */
  readonly taskDefinitions: Map<string, TaskDefinition[]>;
}

export const lastPart = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** @throws ClusterNotFoundException */
export function findCluster({ clusters }: EcsState, nameOrArn = 'default'): Cluster {
  const cluster = clusters.get(lastPart(nameOrArn));
  if (cluster === undefined || !sameIfArn(nameOrArn, cluster.arn)) throw clusterNotFound();
  return cluster;
}

export function serviceIn(cluster: Cluster, nameOrArn: string): Service | undefined {
  const service = cluster.services.get(lastPart(nameOrArn));
  return service !== undefined && sameIfArn(nameOrArn, service.arn) ? service : undefined;
}

/** @throws ClusterNotFoundException, ServiceNotFoundException */
export function findService(state: EcsState, cluster: string | undefined, nameOrArn: string): Service {
  const service = serviceIn(findCluster(state, cluster), nameOrArn);
  if (service === undefined) throw serviceNotFound();
  return service;
}

export const servicesOf = ({ clusters }: Pick<EcsState, 'clusters'>): readonly Service[] =>
  [...clusters.values()].flatMap(({ services }) => [...services.values()]);

export function findServiceDeployment(
  state: EcsState,
  arn: string,
): { readonly service: Service; readonly serviceDeployment: ServiceDeployment } | undefined {
  for (const service of servicesOf(state)) {
    const serviceDeployment = service.serviceDeployments.find((one) => one.arn === arn);
    if (serviceDeployment) return { service, serviceDeployment };
  }
  return undefined;
}

/** The newest ACTIVE revision for a bare family. @throws ClientException */
export function findTaskDefinition({ taskDefinitions }: EcsState, named: string): TaskDefinition {
  const [family = '', revision] = lastPart(named).split(':');
  const revisions = taskDefinitions.get(family) ?? [];
  const found =
    revision === undefined
      ? revisions.findLast(({ status }) => status === 'ACTIVE')
      : revisions.find((definition) => String(definition.revision) === revision);
  if (found === undefined || !sameIfArn(named, found.arn)) {
    throw clientException('Unable to describe task definition.');
  }
  return found;
}

/** Services, and what stands for one with the tasks of RunTask. */
export const ownersIn = ({ services, standalone }: Cluster): readonly Service[] => [
  ...services.values(),
  ...standalone,
];

export function taskIn(cluster: Cluster, idOrArn: string): Task | undefined {
  const id = lastPart(idOrArn);
  for (const service of ownersIn(cluster)) {
    const task = service.tasks.get(id);
    if (task !== undefined && sameIfArn(idOrArn, task.arn)) return task;
  }
  return undefined;
}

export function serviceOf(task: Task, cluster: Cluster): Service | undefined {
  return ownersIn(cluster).find(({ tasks }) => tasks.has(task.id));
}

function sameIfArn(nameOrArn: string, arn: string): boolean {
  return !nameOrArn.startsWith('arn:') || nameOrArn === arn;
}
