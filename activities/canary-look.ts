// The canary as it is now: what forwards to it, its tasks and what scales it; in a look also how its requests end.
import type { Service } from '@aws-sdk/client-ecs';
import type { CanaryTraffic, SeenCanary, SuspendedScaling } from '../src/canary.js';
import { weightsOf } from '../src/canary-forwards.js';
import { canaryMarkKey, readCanaryMark, readScalingMark, scalingMarkKey } from '../src/canary-mark.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { scalableResource } from '../src/plan/canary-commands.js';
import type { Fact } from '../src/rollback.js';
import { readScaling } from './application-auto-scaling.js';
import type { AwsClients } from './aws-clients.js';
import { readCounted } from './cloudwatch.js';
import { describeTaskDefinition } from './ecs-releases.js';
import { describeService, isoOf, optional, settingsOf, tagValue } from './ecs-service.js';
import { readTargetCounts } from './elastic-load-balancing.js';
import { findTargetGroup, type RuleOwners, readForwards } from './elastic-load-balancing-rules.js';
import { factOf } from './fact.js';
import { releaseNameOf } from './release-fields.js';

/** The catalogue's entry with the canary's ECS service in the place of the service's. */
export const canaryEntry = (entry: CatalogueEntry): CatalogueEntry => {
  const { canary, ecs } = entry;
  if (canary !== undefined) return { ...entry, ecs: { ...ecs, service: canary.service } };
  throw failure('InvalidRequest', {
    attempted: `Looking for the canary of ${entry.service}`,
    cameBack: 'the catalogue names none',
    next: 'Name its service and target group under canary',
  });
};

/** Everything but its traffic, which is asked for by `readCanaryWithTraffic`. */
export async function readCanary(clients: AwsClients, entry: CatalogueEntry, signal: AbortSignal): Promise<SeenCanary> {
  const ofCanary = canaryEntry(entry);
  const [production, service, group] = await Promise.all([
    describeService(clients.ecs, entry, signal),
    describeService(clients.ecs, ofCanary, signal),
    findTargetGroup(clients.elasticLoadBalancing, entry.canary?.targetGroup ?? '', signal),
  ]);
  const [forwards, counts, described, scaling] = await Promise.all([
    readForwards(clients.elasticLoadBalancing, group, ownersIn([production, service]), signal),
    readTargetCounts(clients.elasticLoadBalancing, group.arn, signal),
    describeTaskDefinition(clients.ecs, service.taskDefinition ?? '', signal),
    factOf(() => readScaling(clients.applicationAutoScaling, scalableResource(ofCanary), signal)),
  ]);
  const mark = readScalingMark(tagValue(service.tags, scalingMarkKey) ?? '');
  return {
    service: ofCanary.ecs.service,
    status: service.status ?? '',
    release: releaseNameOf(described, entry.release),
    deployedAt: isoOf(service.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt),
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    targets: counts.healthy + counts.draining + counts.unhealthy + counts.initial,
    healthy: counts.healthy,
    targetGroupArn: group.arn,
    forwards,
    scaling: formerScaling(scaling, mark),
    scalingOwed: mark !== undefined,
    ...optional('unfinished', readCanaryMark(tagValue(service.tags, canaryMarkKey) ?? '', new Date().toISOString())),
    traffic: { state: 'not connected' },
  };
}

const formerScaling = (seen: SeenCanary['scaling'], mark: SuspendedScaling | undefined): SeenCanary['scaling'] =>
  mark !== undefined && seen.state === 'known' && seen.value !== 'none' ? { state: 'known', value: mark } : seen;

/** The same with what the load balancer counted over the newest minutes. */
async function readCanaryWithTraffic(
  clients: AwsClients,
  entry: CatalogueEntry,
  signal: AbortSignal,
): Promise<SeenCanary> {
  const seen = await readCanary(clients, entry, signal);
  return { ...seen, traffic: await factOf(() => readTraffic(clients, entry, seen, signal)) };
}

async function readTraffic(
  { cloudWatch, elasticLoadBalancing }: AwsClients,
  { timings, canary }: CatalogueEntry,
  { forwards, targetGroupArn }: SeenCanary,
  signal: AbortSignal,
): Promise<CanaryTraffic> {
  const { loadBalancerArns } = await findTargetGroup(elasticLoadBalancing, canary?.targetGroup ?? '', signal);
  const groups = new Set([targetGroupArn, ...forwards.flatMap((each) => weightsOf(each).map(({ arn }) => arn))]);
  const to = Date.now();
  // CloudWatch publishes a minute or two late.
  const from = to - timings.errorRateFor - 2 * timings.errorRateMinute;
  const places = [...groups].map((arn) => ({ arn, loadBalancerArns }));
  const counted = await readCounted(cloudWatch, places, { from, to }, signal);
  const sumOf = (isIt: (arn: string) => boolean) =>
    counted
      .filter(({ arn }) => isIt(arn))
      .reduce((sum, { requests, failed }) => ({ requests: sum.requests + requests, failed: sum.failed + failed }), {
        requests: 0,
        failed: 0,
      });
  return { canary: sumOf((arn) => arn === targetGroupArn), stable: sumOf((arn) => arn !== targetGroupArn) };
}

/** Blue/green, linear and canary strategies: ECS sets the weights of these rules and overwrites what others set. */
function ownersIn(services: readonly Service[]): RuleOwners {
  const owners = new Map<string, string>();
  for (const service of services) {
    const { strategy } = settingsOf(service);
    for (const { advancedConfiguration: own } of service.loadBalancers ?? []) {
      for (const rule of [own?.productionListenerRule, own?.testListenerRule]) {
        if (rule !== undefined) owners.set(rule, `${service.serviceName ?? ''} (strategy ${strategy})`);
      }
    }
  }
  return owners;
}

/** Not connected where the catalogue names no canary. */
export async function lookAtCanary(
  clients: AwsClients,
  entry: CatalogueEntry,
  signal: AbortSignal,
): Promise<Fact<SeenCanary>> {
  if (entry.canary === undefined) return { state: 'not connected' };
  return factOf(() => readCanaryWithTraffic(clients, entry, signal));
}
