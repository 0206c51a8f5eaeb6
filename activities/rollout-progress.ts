// Whether a rollout gets anywhere: bests only grow, so that a task which starts and dies again and again is no progress.
import type { DeploymentProgress } from './activities.js';
import type { RolloutReading } from './rollout.js';

export type Best = NonNullable<DeploymentProgress['best']>;

type Counts = Pick<RolloutReading, 'onTarget' | 'others' | 'healthyTargets' | 'isTimed'>;

/** The best of both; `at` is when it last became better, or ECS last stood still because it is told to. */
export function betterOf(best: Best | undefined, seen: Counts, at: string): Best {
  if (best === undefined) return { ...countsOf(seen), at };
  const onTarget = Math.max(best.onTarget, seen.onTarget);
  const others = Math.min(best.others, seen.others);
  const healthyTargets = Math.max(best.healthyTargets, seen.healthyTargets ?? 0);
  const isBetter = onTarget > best.onTarget || others < best.others || healthyTargets > best.healthyTargets;
  return { onTarget, others, healthyTargets, at: isBetter || seen.isTimed === true ? at : best.at };
}

const countsOf = ({ onTarget, others, healthyTargets = 0 }: Counts) => ({ onTarget, others, healthyTargets });

/** What the worker before this one had seen, from its last heartbeat. */
export function bestOfHeartbeat(details: unknown): Best | undefined {
  if (typeof details !== 'object' || details === null || !('best' in details)) return undefined;
  const best = details.best as Partial<Record<keyof Best, unknown>> | null;
  if (typeof best !== 'object' || best === null) return undefined;
  const { onTarget, others, healthyTargets, at } = best;
  const areCounts = [onTarget, others, healthyTargets].every((count) => Number.isInteger(count));
  if (!areCounts || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  return { onTarget, others, healthyTargets, at } as Best;
}
