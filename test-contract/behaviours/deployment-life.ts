// A second deployment from its beginning to its end, as a follower sees it.
import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { shown } from '../observing.js';
import type { Production } from '../production.js';
import { registerNext } from '../revisions.js';
import { describe } from './services.js';

interface Deployed {
  readonly name: string;
  readonly next: string;
  /** The `ecs-svc/…` id that UpdateService answered. */
  readonly id: string | undefined;
  /** What it answered. */
  readonly begun: Service;
}

async function deployNext(production: Production): Promise<Deployed> {
  const { name, taskDefinition } = await production.serviceToChange();
  const next = await registerNext(production, taskDefinition);
  const command = new UpdateServiceCommand({ cluster: production.cluster, service: name, taskDefinition: next });
  const { service } = await production.ecs.send(command);
  if (service === undefined) throw new Error('UpdateService answered no service.');
  return { name, next, begun: service, id: service.deployments?.find(({ status }) => status === 'PRIMARY')?.id };
}

/** Every look at the service until one deployment is left and COMPLETED, or the time that a peer is given is over. */
async function watch(production: Production, name: string): Promise<Service[]> {
  const seen: Service[] = [];
  const end = Date.now() + production.settlesWithinMs;
  for (;;) {
    const now = await describe(production, name);
    seen.push(now);
    const [only, ...others] = now.deployments ?? [];
    if (others.length === 0 && only?.rolloutState === 'COMPLETED') return seen;
    if (Date.now() > end) return seen;
    await delay(production.looksEveryMs);
  }
}

const stateOf = ({ deployments = [] }: Service, id: string | undefined): Json =>
  shown(deployments.find((one) => one.id === id)?.rolloutState);

const distinct = (values: readonly Json[]): Json[] => values.filter((value, index) => value !== values[index - 1]);

const neverFewerThanWanted = (seen: readonly Service[]): boolean =>
  seen.every(({ runningCount = 0, desiredCount = 0 }) => runningCount >= desiredCount);

async function newestServiceDeployment({ ecs, cluster }: Production, service: string) {
  const { serviceDeployments } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const arn = serviceDeployments?.[0]?.serviceDeploymentArn ?? 'none';
  const described = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
  return described.serviceDeployments?.[0];
}

export const deploymentLife: readonly Behaviour[] = [
  {
    name: 'A second deployment goes from IN_PROGRESS to COMPLETED under its id, and the former one leaves the list',
    observe: async (production) => {
      const { name, next, id, begun } = await deployNext(production);
      const seen = [begun, ...(await watch(production, name))];
      const last = seen.at(-1);
      return {
        states: distinct(seen.map((service) => stateOf(service, id))),
        left: last?.deployments?.length ?? 0,
        serves: last?.taskDefinition === next,
        allRunning: last?.runningCount === last?.desiredCount && last?.pendingCount === 0,
        neverFewerThanWanted: neverFewerThanWanted(seen),
      };
    },
    expected: {
      states: ['IN_PROGRESS', 'COMPLETED'],
      left: 1,
      serves: true,
      allRunning: true,
      neverFewerThanWanted: true,
    },
  },
  {
    name: 'A finished deployment is told in the events, newest first, with its id',
    observe: async (production) => {
      const { name, id } = await deployNext(production);
      const [last] = (await watch(production, name)).slice(-1);
      const texts = (last?.events ?? []).map(({ message }) => message ?? '');
      const completed = texts.indexOf(`(service ${name}) (deployment ${id}) deployment completed.`);
      const steady = texts.findIndex((text) => text === `(service ${name}) has reached a steady state.`);
      return { completed: completed >= 0, steadyAfterwards: steady >= 0 && steady <= completed };
    },
    expected: { completed: true, steadyAfterwards: true },
  },
  {
    name: 'Its service deployment ends SUCCESSFUL with all tasks on the target revision and none on its source',
    observe: async (production) => {
      const { name } = await deployNext(production);
      const begun = await newestServiceDeployment(production, name);
      const [last] = (await watch(production, name)).slice(-1);
      const ended = await newestServiceDeployment(production, name);
      const { targetServiceRevision: target, sourceServiceRevisions: sources = [] } = ended ?? {};
      return {
        same: begun?.serviceDeploymentArn === ended?.serviceDeploymentArn,
        begins: ['PENDING', 'IN_PROGRESS'].includes(begun?.status ?? ''),
        ends: shown(ended?.status),
        target: target?.runningTaskCount === last?.desiredCount,
        sources: sources.map(({ runningTaskCount }) => shown(runningTaskCount)),
      };
    },
    expected: { same: true, begins: true, ends: 'SUCCESSFUL', target: true, sources: [0] },
  },
];
