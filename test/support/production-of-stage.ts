// What the tests of survival do to the simulated production of a stage, and what they read from it.
import { ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import type { RecordedCall } from '../../sandbox/aws/calls.js';
import { until } from '../../sandbox/processes/until.js';
import { post, type Stage } from '../../sandbox/stage.js';

export interface ProductionOfStage {
  readonly fault: (fault: object) => Promise<unknown>;
  /** No request of this kind about the service is answered from now on, and none of them is ever applied. */
  readonly hang: (operation: string, service: string) => Promise<unknown>;
  /** Forgets the faults about one service, or all. */
  readonly clearFaults: (service?: string) => Promise<unknown>;
  readonly calls: (operation: string, service: string) => Promise<readonly RecordedCall[]>;
  /** The UpdateServices that took effect and chose what runs; putting the breaker back is none of them. */
  readonly changes: (service: string) => Promise<readonly RecordedCall[]>;
  /** How many deployments of this service ECS has begun. */
  readonly deployments: (service: string) => Promise<number>;
  /** Begins the scenario's bad release and resolves when half of its tasks run. */
  readonly deploy: (service: string) => Promise<void>;
}

export function productionOf({ urls }: Stage): ProductionOfStage {
  const credentials = { accessKeyId: 'TEST', secretAccessKey: 'test' };
  const ecs = new ECSClient({ endpoint: urls.aws, region: 'us-east-1', credentials });
  const inControl = (path: string) => new URL(path, urls.control);
  const fault = (given: object) => post(inControl('/faults'), given);
  const calls = async (operation: string, service: string) => {
    const answer = await fetch(inControl(`/calls?operation=${operation}`));
    const { calls: all } = (await answer.json()) as { calls: readonly RecordedCall[] };
    return all.filter(({ input }) => JSON.stringify(input).includes(`"${service}-prod"`));
  };
  return {
    fault,
    hang: (operation, service) =>
      fault({ fault: 'delay', operation, about: `${service}-prod`, ms: 600_000, times: 1_000 }),
    clearFaults: (service) =>
      fetch(inControl(`/faults${service === undefined ? '' : `?about=${service}-prod`}`), { method: 'DELETE' }),
    calls,
    changes: async (service) =>
      (await calls('ecs:UpdateService', service)).filter(
        ({ applied, input }) => applied && JSON.stringify(input).includes('"taskDefinition"'),
      ),
    deployments: async (service) => {
      const command = new ListServiceDeploymentsCommand({ cluster: 'applylens-prod', service: `${service}-prod` });
      return (await ecs.send(command)).serviceDeployments?.length ?? 0;
    },
    deploy: (service) => deployHalfWay(inControl, `${service}-prod`),
  };
}

async function deployHalfWay(inControl: (path: string) => URL, service: string): Promise<void> {
  const { taskDefinition } = (await post(inControl('/deploy'), { service })) as Deployed;
  await until(`${service}: the deployment did not get half way`, 60_000, async () => {
    const { services } = (await (await fetch(inControl('/state'))).json()) as State;
    const mine = services
      .flatMap(({ deployments }) => deployments)
      .find((each) => taskDefinition.endsWith(`/${each.taskDefinition}`));
    return (mine?.runningCount ?? 0) >= 2 ? true : undefined;
  });
}

interface Deployed {
  readonly taskDefinition: string;
}

interface State {
  readonly services: readonly {
    readonly deployments: readonly { readonly taskDefinition: string; readonly runningCount: number }[];
  }[];
}
