import { markInForce } from '../run-mark.js';
import type { Situation } from '../situation.js';
import { wentBack } from './service-history.js';

// ECS stamps a service deployment and its entry in `deployments` within a moment of each other.
const sameMomentMs = 2_000;

/**
 * ISO time, by AWS's own clock, of the newest deployment that is not a rollback's own: what comes later does not change
 * which release is left. A PRIMARY that a mark names as an unfinished rollback's does not count. `acceptedAt` is given where
 * the run may have changed something that it does not remember (Temporal's reset) and nothing else tells.
 */
export function newestDeploymentAt(situation: Situation, acceptedAt?: string): string {
  const { service, serviceDeployments, seenAt } = situation;
  const recorded = serviceDeployments.state === 'known' ? serviceDeployments.value : [];
  const created = [...recorded, ...service.deployments].map(({ createdAt }) => Date.parse(createdAt));
  const limit = ownSince(situation) ?? (acceptedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(acceptedAt));
  const counted = created.filter((at) => at < limit);
  return counted.length === 0 ? seenAt : new Date(Math.max(...counted)).toISOString();
}

function ownSince({ service, seenAt }: Situation): number | undefined {
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const isOurs = primary !== undefined && markInForce(service, seenAt) !== undefined;
  return isOurs ? Date.parse(primary.createdAt) - sameMomentMs : undefined;
}

/** After Temporal's reset: what ECS has taken back since the acceptance (ISO time) is what the run was leaving. */
export function takenBackSince(situation: Situation, acceptedAt: string): string | undefined {
  const back = wentBack(situation);
  if (back === undefined || Date.parse(back.at) < Date.parse(acceptedAt)) return undefined;
  return back.to === situation.service.taskDefinition ? back.left : undefined;
}
