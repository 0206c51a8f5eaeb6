// Whether a deployment to the target has to be started, is there already, or must not be: decided from what ECS says now.
import { stillHolds } from '../src/manual-tag.js';
import type { SeenDeployment, SeenService } from '../src/situation.js';
import type { NotStarted } from './activities.js';
import { shortArn } from './ecs-releases.js';

export interface Intention {
  /** What is to be deployed: the target's task definition, or its copy pinned by digest. */
  readonly taskDefinition: string;
  readonly fromTaskDefinition: string;
  readonly deploymentsSeen: readonly string[];
  /** Deployments to the target that failed. */
  readonly givenUp: readonly string[];
}

export type StartDecision =
  | { readonly do: 'adopt'; readonly deployment: SeenDeployment }
  | { readonly do: 'start'; readonly forceNewDeployment: boolean }
  | { readonly do: 'not start'; readonly answer: NotStarted };

/** Our deployment is the oldest one to the target that was not there when production was looked at (design §6). */
export function decideStart(service: SeenService, intention: Intention, now: number): StartDecision {
  const { taskDefinition, fromTaskDefinition, deploymentsSeen, givenUp } = intention;
  const isNew = ({ id }: SeenDeployment) => !deploymentsSeen.includes(id) && !givenUp.includes(id);
  const toTarget = service.deployments.filter((each) => each.taskDefinition === taskDefinition);
  const [ours] = toTarget.filter(isNew).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  if (ours !== undefined) return { do: 'adopt', deployment: ours };
  if (service.manualTag !== undefined && stillHolds(service.manualTag, now)) return notStart('manual', byHand(service));
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) return { do: 'start', forceNewDeployment: false };
  if (primary.taskDefinition === taskDefinition) return atTarget(primary, givenUp);
  if (isNew(primary)) return newerThanTheLook(primary, fromTaskDefinition);
  if (primary.taskDefinition === fromTaskDefinition) return { do: 'start', forceNewDeployment: false };
  const neither = `PRIMARY is ${named(primary)}, neither what was to be left nor the target`;
  return notStart('superseded', `${neither}${byEcs(primary)}`);
}

/** A deployment to the target that was there before: failed and to be made anew, else to be followed and verified. */
const atTarget = (primary: SeenDeployment, givenUp: readonly string[]): StartDecision =>
  givenUp.includes(primary.id) || primary.rolloutState === 'FAILED'
    ? { do: 'start', forceNewDeployment: true }
    : { do: 'adopt', deployment: primary };

/** Decision 33: somebody who deploys the bad release again does not win, and is not fought without a person. */
const newerThanTheLook = (primary: SeenDeployment, fromTaskDefinition: string): StartDecision =>
  primary.taskDefinition === fromTaskDefinition
    ? notStart(
        'deployed again',
        `The release to leave was deployed again since production was looked at: ${named(primary)}`,
      )
    : notStart('superseded', `Somebody deployed ${named(primary)} since production was looked at`);

const byHand = ({ manualTag }: SeenService): string =>
  `The service is tagged runback:manual=${manualTag ?? ''}: somebody acts by hand. Remove the tag to go on`;

/** Who made it PRIMARY is known only where ECS says that it rolls back. */
const byEcs = ({ rolloutStateReason: reason = '' }: SeenDeployment): string =>
  /rolling back/i.test(reason) ? `: ECS says "${reason.replace(/\.$/, '')}"` : '';

const notStart = (how: NotStarted['how'], why: string): StartDecision => ({ do: 'not start', answer: { how, why } });

const named = ({ id, taskDefinition }: SeenDeployment): string => `${shortArn(taskDefinition)} (${id})`;
