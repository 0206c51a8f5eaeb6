// A scripted world in which a change shows: the next look sees the deployment that was begun last as PRIMARY.
import type { Activities, Followed } from '../../activities/activities.js';
import { aSituation } from './a-situation.js';
import { scripted } from './scripted-activities.js';
import { running, servedBy } from './what-serves.js';

type Start = Parameters<Activities['startEcsDeployment']>[0];
type Follow = Parameters<Activities['followDeployment']>[0];

export interface MovingWorld {
  readonly script: Pick<Activities, 'lookAround' | 'startEcsDeployment' | 'readServing'>;
  /** Somebody deploys: what the next look and the next reading see. */
  readonly deploy: (id: string, taskDefinition: string) => void;
}

export function aWorldThatMoves(): MovingWorld {
  const good = scripted().activities;
  const deployed: { id: string; taskDefinition: string; createdAt: string }[] = [];
  const deploy = (id: string, taskDefinition: string) =>
    deployed.unshift({ id, taskDefinition, createdAt: new Date().toISOString() });
  const asDeployed = async () => {
    const situation = await good.lookAround({} as never);
    const [newest] = deployed;
    if (newest === undefined) return situation;
    const [before] = situation.service.deployments;
    if (before === undefined) throw new Error('the night has no deployment');
    const deployments = [{ ...before, ...newest }];
    return { ...situation, service: { ...situation.service, taskDefinition: newest.taskDefinition, deployments } };
  };
  return {
    deploy,
    script: {
      lookAround: asDeployed,
      startEcsDeployment: async (start: Start) => {
        const answer = await good.startEcsDeployment(start);
        const deploymentId = `ecs-svc/ours-${deployed.length + 1}`;
        deploy(deploymentId, start.target.release.taskDefinition);
        return { ...answer, deploymentId } as typeof answer;
      },
      readServing: async () => {
        const { service } = await asDeployed();
        return { service, serving: servedBy(service.taskDefinition) };
      },
    },
  };
}

/** What a follower answers, now. */
export const followed = (end: Followed['end'], why: string, given: Partial<Followed> = {}): Followed => ({
  end,
  at: new Date().toISOString(),
  why,
  serving: [],
  lastProgressAt: new Date().toISOString(),
  ...given,
});

/** Production as it was before anything was changed, whatever is done. */
export function servesAsBefore(): Pick<Activities, 'readServing'> {
  const { activities } = scripted();
  return { readServing: (input) => activities.readServing(input) };
}

/** Four tasks of this release, whatever is done. */
export function servesNow(taskDefinition: string, release: string): Pick<Activities, 'readServing'> {
  const { service } = aSituation();
  const serving = [{ release, taskDefinition, tasks: 4 }];
  return { readServing: async () => ({ service: running(taskDefinition, service), serving }) };
}

export type { Follow };
