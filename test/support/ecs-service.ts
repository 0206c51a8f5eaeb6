// A service of the simulated production as an unmodified SDK client sees it.
import {
  type Deployment,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { until } from './a-sandbox.js';

const cluster = 'applylens-prod';

export interface SeenByClient {
  readonly describe: () => Promise<Service>;
  update(changes: Omit<UpdateServiceCommandInput, 'service' | 'cluster'>): Promise<Service>;
  /** Polls until its PRIMARY deployment is of this revision and COMPLETED; answers every state on the way. */
  untilCompleted(revision: number): Promise<Service[]>;
}

export function serviceSeenBy(client: ECSClient, name: string): SeenByClient {
  const describe = async (): Promise<Service> => {
    const { services } = await client.send(
      new DescribeServicesCommand({ cluster, services: [name], include: ['TAGS'] }),
    );
    return present(services?.[0]);
  };
  return {
    describe,
    async update(changes) {
      const { service } = await client.send(new UpdateServiceCommand({ cluster, service: name, ...changes }));
      return present(service);
    },
    async untilCompleted(revision) {
      const seen: Service[] = [];
      // Within the request quota of DescribeServices, which is real.
      await until(
        async () => {
          const state = await describe();
          seen.push(state);
          return state;
        },
        (state) => isCompleted(primaryOf(state), revision) && state.deployments?.length === 1,
        { every: 60 },
      );
      return seen;
    },
  };
}

export function primaryOf({ deployments }: Service): Deployment {
  return present(deployments?.find(({ status }) => status === 'PRIMARY'));
}

export const revisionOf = ({ taskDefinition }: Pick<Deployment, 'taskDefinition'>): number =>
  Number(taskDefinition?.split(':').at(-1));

const isCompleted = (deployment: Deployment, revision: number): boolean =>
  revisionOf(deployment) === revision && deployment.rolloutState === 'COMPLETED';

export function present<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('It is missing.');
  return thing;
}
