import type { ReleaseName } from '../rollback.js';
import { markInForce } from '../run-mark.js';
import type { Situation } from '../situation.js';
import { servedAfter } from './service-history.js';

const goingBack = ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'STOP_REQUESTED'];

/**
 * The release that a rollback leaves: what the service was told to run, or what ECS is taking back just now. With `asOf`
 * (ISO time) deployments made since then do not count: our own would otherwise be the release to leave.
 */
export function releaseToLeave(situation: Situation, asOf?: string): ReleaseName {
  const taskDefinition =
    takenBackNow(situation) ??
    leftUnfinished(situation) ??
    newestBefore(situation, asOf) ??
    situation.service.taskDefinition;
  return nameOf(situation, taskDefinition);
}

/** A release by all its known names. */
export function nameOf({ releases }: Situation, taskDefinition: string): ReleaseName {
  const seen = releases.find((release) => release.taskDefinition === taskDefinition);
  return {
    ...(seen?.version === undefined ? {} : { version: seen.version }),
    ...(seen?.commit === undefined ? {} : { commit: seen.commit }),
    ...(seen?.tag === undefined ? {} : { tag: seen.tag }),
    taskDefinition,
  };
}

export const isGoingBack = ({ status }: { readonly status: string }): boolean => goingBack.includes(status);

function takenBackNow({ serviceDeployments }: Situation): string | undefined {
  if (serviceDeployments.state !== 'known') return undefined;
  return newest(serviceDeployments.value.filter(isGoingBack))?.taskDefinition;
}

/** A rollback that was begun and not closed (it was terminated): what it was leaving is still what is to be left. */
function leftUnfinished({ service, seenAt }: Situation): string | undefined {
  const mark = markInForce(service, seenAt);
  return mark === undefined ? undefined : service.taskDefinition.replace(/\d+$/, String(mark.from));
}

function newestBefore({ service, serviceDeployments }: Situation, asOf: string | undefined): string | undefined {
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (asOf === undefined || primary === undefined || !isLater(primary.createdAt, asOf)) return undefined;
  const recorded = serviceDeployments.state === 'known' ? serviceDeployments.value : [];
  const record = newest(recorded.filter(({ createdAt }) => !isLater(createdAt, asOf)));
  if (record !== undefined) return servedAfter(record) ?? record.taskDefinition;
  return newest(service.deployments.filter(({ createdAt }) => !isLater(createdAt, asOf)))?.taskDefinition;
}

const isLater = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);

const newest = <T extends { readonly createdAt: string }>(deployments: readonly T[]): T | undefined =>
  deployments.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
