// How far the following of a deployment is: what each poll adds to it, and what is said of it.
import type { Fact } from '../src/rollback.js';
import { clock } from '../src/runbook/wording.js';
import type { SeenService } from '../src/situation.js';
import type { DeploymentProgress, Followed } from './activities.js';
import type { TargetCounts } from './elastic-load-balancing.js';
import type { ProductionTraffic } from './production-traffic.js';
import type { RolloutReading } from './rollout.js';
import { type Best, betterOf } from './rollout-progress.js';

export interface Look {
  readonly service: SeenService;
  readonly reading: RolloutReading;
  readonly targets?: Fact<TargetCounts>;
  readonly traffic?: Fact<ProductionTraffic>;
}

export interface Course {
  /** When the newest poll ended, or the following began. */
  readonly polledAt: string;
  readonly last?: Look & { readonly at: string };
  /** Of the newest poll, when it failed. */
  readonly trouble?: string;
  readonly best?: Best;
  readonly lastProgressAt: string;
  /** In a row. */
  readonly failedPolls: number;
  readonly notListed: number;
}

const goneAfterPolls = 3;

export const begun = (best: Best | undefined, at: string): Course => ({
  polledAt: at,
  lastProgressAt: best?.at ?? at,
  failedPolls: 0,
  notListed: 0,
  ...(best === undefined ? {} : { best }),
});

export function answeredPoll({ trouble: _, ...course }: Course, look: Look, at: string): Course {
  const best = betterOf(course.best, look.reading, at);
  return {
    ...course,
    polledAt: at,
    last: { ...look, at },
    best,
    lastProgressAt: best.at,
    failedPolls: 0,
    notListed: look.reading.listed ? 0 : course.notListed + 1,
  };
}

/** While nothing is read nobody knows whether it gets on: the time since the last progress stands still. */
export const failedPoll = (course: Course, trouble: string, at: string): Course => ({
  ...course,
  ...(course.best === undefined ? {} : { best: { ...course.best, at } }),
  lastProgressAt: at,
  polledAt: at,
  trouble,
  failedPolls: course.failedPolls + 1,
});

/** DescribeServices may lag behind UpdateService: a deployment is gone only when it is missing several times in a row. */
export function decidedEnd({ last, notListed, trouble }: Course): Followed['end'] | undefined {
  if (last === undefined || trouble !== undefined || last.reading.end === 'going on') return undefined;
  return last.reading.listed || notListed >= goneAfterPolls ? last.reading.end : undefined;
}

/** The target serves beside another release, and that has not changed for so long. */
export function isStalled(
  { last, trouble, lastProgressAt, polledAt }: Course,
  { stalledAfter }: { readonly stalledAfter?: number },
): boolean {
  if (stalledAfter === undefined || last === undefined || trouble !== undefined) return false;
  const { onTarget, others } = last.reading;
  return onTarget > 0 && others > 0 && Date.parse(polledAt) - Date.parse(lastProgressAt) >= stalledAfter;
}

/** What was read last, and since when nothing could be read. */
export function whyOf({ last, trouble }: Course): string {
  if (last === undefined) return `AWS did not answer once${trouble === undefined ? '' : `: ${trouble}`}`;
  return trouble === undefined
    ? last.reading.why
    : `${last.reading.why}; not read again since ${clock(last.at)}: ${trouble}`;
}

export const progressOf = ({ polledAt, last, trouble, best }: Course): DeploymentProgress => ({
  at: polledAt,
  sentence: trouble ?? last?.reading.why ?? 'ECS is being asked',
  onTarget: last?.reading.onTarget ?? 0,
  others: last?.reading.others ?? 0,
  desired: last?.reading.desired ?? 0,
  ...(best === undefined ? {} : { best }),
});
