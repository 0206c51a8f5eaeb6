// Runbook › Rollback Script Fails, "ECS service limit reached": whether there is room for another deployment. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import {
  leavesNoRoom,
  noRoom,
  type QuotaUse,
  quotaInWords,
  raiseQuotaCommand,
  tasksStartedFirst,
} from '../service-quotas.js';
import type { SeenService } from '../situation.js';
import { type NotReady, refused } from './preconditions.js';

/** ECS lists at most so many deployments of a service. */
const mostDeployments = 5;

export interface ClusterFacts {
  readonly status: string;
  readonly pendingTasks: number;
}

/** What could not be read is left out, and hinders nothing. */
export interface CapacityFacts {
  readonly cluster?: ClusterFacts;
  readonly quotas?: readonly QuotaUse[];
}

type Place = Pick<CatalogueEntry, 'aws' | 'ecs'>;
type Service = Pick<SeenService, 'deployments' | 'recentEvents' | 'settings' | 'desired'>;

/** The quota by name and number, or what ECS says of room. Undefined where nothing speaks against it. */
export function judgeCapacity(entry: Place, service: Service, facts: CapacityFacts): NotReady | undefined {
  const { cluster, quotas = [] } = facts;
  const attempted = `The capacity of ${entry.ecs.cluster}`;
  if (cluster !== undefined && cluster.status !== 'ACTIVE')
    return refused(attempted, `the cluster is ${cluster.status}`, look(entry));
  if (service.deployments.length >= mostDeployments)
    return refused(
      attempted,
      `deployments of one service: ${service.deployments.length} of ${mostDeployments}`,
      'Wait until older ones have drained, or stop their tasks',
    );
  const [newest] = service.recentEvents;
  if (newest !== undefined && noRoom.test(newest.message)) return refusedByEcs(entry, newest.message, facts);
  const full = quotas.find((quota) => leavesNoRoom(quota, tasksStartedFirst(service)));
  return full === undefined ? undefined : refused(attempted, quotaInWords(full), makeRoom(entry, full));
}

function refusedByEcs(entry: Place, said: string, { cluster, quotas = [] }: CapacityFacts): NotReady {
  const attempted = `The capacity of ${entry.ecs.cluster}`;
  const pending = cluster === undefined ? '' : ` (${cluster.pendingTasks} tasks pending)`;
  const full = quotas.find((quota) => leavesNoRoom(quota));
  if (full !== undefined) return refused(attempted, `${quotaInWords(full)}${pending}; ${said}`, makeRoom(entry, full));
  return refused(attempted, `${said}${pending}`, `Make room or raise the quota that is named. ${look(entry)}`);
}

const look = ({ ecs: { cluster } }: Place): string => `Look: aws ecs describe-clusters --clusters ${cluster}`;

const makeRoom = (entry: Place, quota: QuotaUse): string =>
  `Stop tasks that can be spared, or ask AWS for more: ${raiseQuotaCommand(entry, quota)}`;
