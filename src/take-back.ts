// Runbook › Method 1: whether ECS can take the deployment that is in progress back to the target, decided from what it recorded.
import { familyAndRevision } from './runbook/wording.js';
import type { SeenServiceDeployment } from './situation.js';

export interface TakeBackIntention {
  readonly target: string;
  readonly from: string;
}

export type TakeBackDecision =
  | { readonly do: 'stop'; readonly deployment: SeenServiceDeployment }
  | { readonly do: 'follow'; readonly deployment: SeenServiceDeployment }
  | { readonly do: 'refuse'; readonly why: string };

/** How ECS is asked: a deployment that is paused at a hook is answered there, any other is stopped. */
export const takeBackCall = ({ pausedAtHook }: SeenServiceDeployment): string =>
  pausedAtHook === undefined ? 'StopServiceDeployment(ROLLBACK)' : 'ContinueServiceDeployment(ROLLBACK)';

const goingBack: readonly SeenServiceDeployment['status'][] = ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];
const open: readonly SeenServiceDeployment['status'][] = ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', ...goingBack];

export const isInProgress = ({ status }: SeenServiceDeployment): boolean => open.includes(status);

/** Newest first. Only the deployment of the release to leave is taken back, and only where its source is the target. */
export function decideTakeBack(
  deployments: readonly SeenServiceDeployment[],
  { target, from }: TakeBackIntention,
): TakeBackDecision {
  const [newest] = deployments;
  if (newest === undefined) return refuse('ECS has no record of a deployment');
  const { taskDefinition, sourceTaskDefinitions: sources, status } = newest;
  if (taskDefinition !== from)
    return refuse(`the newest deployment is of ${named(taskDefinition)}, not of ${named(from)}`);
  if (status === 'ROLLBACK_SUCCESSFUL' && leadsTo(sources, target)) return { do: 'follow', deployment: newest };
  if (!isInProgress(newest)) return refuse(`no deployment is in progress: the newest one is ${status}`);
  if (sources.length === 0) return refuse('ECS has no completed revision to go back to: it is the first deployment');
  if (!leadsTo(sources, target)) {
    return refuse(`ECS would go back to ${sources.map(named).join(', ')}, and the target is ${named(target)}`);
  }
  return goingBack.includes(status) ? { do: 'follow', deployment: newest } : { do: 'stop', deployment: newest };
}

const leadsTo = (sources: readonly string[], target: string): boolean => sources.length === 1 && sources[0] === target;

const refuse = (why: string): TakeBackDecision => ({ do: 'refuse', why });
const named = (taskDefinition: string | undefined): string =>
  taskDefinition === undefined ? 'an unknown revision' : familyAndRevision(taskDefinition);
