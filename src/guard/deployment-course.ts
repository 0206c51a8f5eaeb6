// How far the guarded deployment is by what ECS says now, and whether there is still something to guard. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ReleaseName } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, familyAndRevision, shortName } from '../runbook/wording.js';
import type { SeenDeployment } from '../situation.js';

/** The deployment that is guarded. */
export interface Guarded {
  /** ECS's id of it. */
  readonly id: string;
  /** ISO time. */
  readonly createdAt: string;
  readonly release: ReleaseName;
  /** ISO time at which ECS had completed it, where it had before the guard began. */
  readonly completedAt?: string;
}

/** `gone`: why there is no such service any more. */
export type SeenDeployments = { readonly deployments: readonly SeenDeployment[] } | { readonly gone: string };

export type DeploymentCourse =
  | { readonly is: 'in progress' }
  | { readonly is: 'baking'; readonly since: string; readonly until: string }
  | {
      readonly is: 'over';
      readonly end: 'superseded' | 'bake time over' | 'out of time' | 'service gone';
      readonly why: string;
    };

interface Timed {
  /** ISO time. */
  readonly at: string;
  /** ISO time at which it was first seen as completed. */
  readonly completedAt?: string;
}

type Times = Pick<CatalogueEntry['timings'], 'soak' | 'suspectWithin'>;

/** Its bake time is the soak time of the catalogue, from when ECS had completed it: ECS's own bake time lies before. */
export function courseOf(
  guarded: Guarded,
  seen: SeenDeployments,
  { at, completedAt }: Timed,
  times: Times,
): DeploymentCourse {
  if ('gone' in seen) return { is: 'over', end: 'service gone', why: seen.gone };
  const primary = seen.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary !== undefined && primary.id !== guarded.id) return superseded(guarded, primary);
  if (between(guarded.createdAt, at) >= times.suspectWithin)
    return { is: 'over', end: 'out of time', why: `it began ${inWords(times.suspectWithin)} ago` };
  const since = completedAt ?? guarded.completedAt ?? (isRolledOut(primary) ? at : undefined);
  if (since === undefined) return { is: 'in progress' };
  const until = new Date(Date.parse(since) + times.soak).toISOString();
  if (between(until, at) < 0) return { is: 'baking', since, until };
  return {
    is: 'over',
    end: 'bake time over',
    why: `ECS had completed it at ${clock(since)}, ${inWords(times.soak)} before`,
  };
}

/** A failed one that ECS leaves as it is goes on serving what it has. */
const isRolledOut = (primary: SeenDeployment | undefined): boolean =>
  primary?.rolloutState === 'COMPLETED' || primary?.rolloutState === 'FAILED';

const superseded = ({ release }: Guarded, { id, taskDefinition, createdAt }: SeenDeployment): DeploymentCourse => ({
  is: 'over',
  end: 'superseded',
  why: `${id} of ${familyAndRevision(taskDefinition)} took the place of ${shortName(release)} at ${clock(createdAt)}`,
});

/** The other release that has the most running tasks, by its task definition. */
export function olderBeside(
  guarded: Pick<Guarded, 'id' | 'release'>,
  deployments: readonly SeenDeployment[],
): string | undefined {
  const [most] = deployments
    .filter((each) => each.id !== guarded.id && each.running > 0)
    .filter(({ taskDefinition }) => taskDefinition !== guarded.release.taskDefinition)
    .toSorted((one, other) => other.running - one.running);
  return most?.taskDefinition;
}
