// Who has the production traffic of a service whose rule ECS owns: both fleets run in full, so that counts of tasks do not tell.
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
import type { SeenService } from '../src/situation.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { unique } from './ecs-history.js';
import { isoOf, optional } from './ecs-service.js';
import { factOf } from './fact.js';

export interface ProductionTraffic {
  /** Task definition → per cent of the production traffic that ECS means it to have. */
  readonly shares: ReadonlyMap<string, number>;
  /** Task definition → the target groups that its tasks are in. */
  readonly targetGroups: ReadonlyMap<string, readonly string[]>;
  readonly stage?: string;
  /** Requests follow the weights by now: what ECS means them to be takes a while to reach every node of a load balancer. */
  readonly isInForce: boolean;
  /** A PAUSE hook waits for ContinueServiceDeployment. */
  readonly isPaused: boolean;
}

export const shiftsTraffic = ({ settings }: Pick<SeenService, 'settings'>): boolean => settings.strategy !== 'ROLLING';

/** Nothing to ask of a service whose tasks all serve. */
export async function askForTraffic(
  aws: AwsAccess,
  entry: CatalogueEntry,
  service: SeenService,
  signal: AbortSignal,
): Promise<{ readonly traffic?: Fact<ProductionTraffic> }> {
  return shiftsTraffic(service) ? { traffic: await readProductionTraffic(aws.of(entry).ecs, entry, signal) } : {};
}

/** The groups that a release's tasks are in; all groups of the service where that is not known. */
export function targetGroupsOf(
  service: SeenService,
  taskDefinition: string,
  traffic: Fact<ProductionTraffic> | undefined,
): Pick<SeenService, 'targetGroupArns'> {
  const known = traffic?.state === 'known' ? (traffic.value.targetGroups.get(taskDefinition) ?? []) : [];
  return known.length === 0 ? service : { targetGroupArns: known };
}

/** By the newest service deployment. Unknown where ECS names no weights. */
const readProductionTraffic = (
  ecs: ECSClient,
  entry: CatalogueEntry,
  signal: AbortSignal,
): Promise<Fact<ProductionTraffic>> =>
  factOf(async () => {
    const newest = await newestDeployment(ecs, entry, signal);
    const summaries = [newest.targetServiceRevision, ...(newest.sourceServiceRevisions ?? [])];
    const weighed = summaries.flatMap((each) =>
      each?.arn === undefined || each.requestedProductionTrafficWeight === undefined
        ? []
        : [[each.arn, each.requestedProductionTrafficWeight] as const],
    );
    if (weighed.length === 0) throw new Error('ECS names no traffic weights of its newest service deployment');
    const revisions = await describeRevisions(ecs, unique(weighed.map(([arn]) => arn)), signal);
    const isInForce = weightsAreInForce(newest, entry.timeScale ?? 1);
    return { ...trafficOf(newest, new Map(weighed), revisions), isInForce };
  });

// No source tells how long it takes; people wait up to two minutes before they stop what served. Assumed.
const reachesEveryNodeMs = 40_000;

/** ECS says itself when a shift forward is over; of a way back it says only when it began. */
function weightsAreInForce({ rollback, lifecycleStage }: ServiceDeployment, timeScale: number): boolean {
  if (rollback?.startedAt === undefined) return lifecycleStage !== 'PRODUCTION_TRAFFIC_SHIFT';
  return Date.now() - rollback.startedAt.getTime() >= reachesEveryNodeMs / timeScale;
}

async function newestDeployment(
  ecs: ECSClient,
  entry: CatalogueEntry,
  signal: AbortSignal,
): Promise<ServiceDeployment> {
  const { cluster, service } = entry.ecs;
  const listed = await askAws(`ListServiceDeployments of ${cluster}/${service}`, () =>
    ecs.send(new ListServiceDeploymentsCommand({ cluster, service }), { abortSignal: signal }),
  );
  const [brief] = (listed.serviceDeployments ?? []).toSorted((a, b) =>
    isoOf(b.createdAt).localeCompare(isoOf(a.createdAt)),
  );
  const arn = brief?.serviceDeploymentArn;
  if (arn === undefined) throw new Error('ECS lists no service deployment');
  const described = await askAws('DescribeServiceDeployments', () =>
    ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }), { abortSignal: signal }),
  );
  const [found] = described.serviceDeployments ?? [];
  if (found === undefined) throw new Error('ECS does not describe its newest service deployment yet');
  return found;
}

async function describeRevisions(
  ecs: ECSClient,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<ServiceRevision[]> {
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] });
  const answer = await askAws('DescribeServiceRevisions', () => ecs.send(command, { abortSignal: signal }));
  const revisions = answer.serviceRevisions ?? [];
  if (revisions.length < arns.length) throw new Error('ECS does not describe every revision that has traffic');
  return revisions;
}

function trafficOf(
  { lifecycleStage, lifecycleHookDetails = [] }: ServiceDeployment,
  weights: ReadonlyMap<string, number>,
  revisions: readonly ServiceRevision[],
): Omit<ProductionTraffic, 'isInForce'> {
  const shares = new Map<string, number>();
  const targetGroups = new Map<string, readonly string[]>();
  for (const { serviceRevisionArn = '', taskDefinition = '', resolvedConfiguration } of revisions) {
    const weight = weights.get(serviceRevisionArn) ?? 0;
    const groups = unique((resolvedConfiguration?.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn));
    // The same release on both sides: the side that serves counts.
    if (weight > 0 || !targetGroups.has(taskDefinition)) targetGroups.set(taskDefinition, groups);
    shares.set(taskDefinition, (shares.get(taskDefinition) ?? 0) + weight);
  }
  const isPaused = lifecycleHookDetails.some(({ status }) => status === 'AWAITING_ACTION');
  return { shares, targetGroups, ...optional('stage', lifecycleStage), isPaused };
}
