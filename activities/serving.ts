// Which releases run now, in counts and by the names people use.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact, ReleaseName, ServingCount } from '../src/rollback.js';
import { runningTasks } from '../src/serving-seen.js';
import type { SeenService } from '../src/situation.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { describeTaskDefinition, shortArn } from './ecs-releases.js';
import { describeService, seenService } from './ecs-service.js';
import { readTargetCounts, type TargetCounts } from './elastic-load-balancing.js';
import { factOf } from './fact.js';
import { askForTraffic, type ProductionTraffic, targetGroupsOf } from './production-traffic.js';
import { releaseNameOf } from './release-fields.js';

/** What a task definition is called; it never changes, so it is asked once. */
export interface ReleaseNames {
  /** Its shortest name; never fails. */
  readonly of: (entry: CatalogueEntry, taskDefinition: string) => Promise<string>;
  /** All of its names. Fails with what AWS answered. */
  readonly all: (entry: CatalogueEntry, taskDefinition: string) => Promise<ReleaseName>;
}

const remembered = 1_000;

export function createReleaseNames(aws: AwsAccess): ReleaseNames {
  const known = new Map<string, ReleaseName>();
  const all = async (entry: CatalogueEntry, taskDefinition: string): Promise<ReleaseName> => {
    const key = `${aws.place(entry)} ${entry.service} ${taskDefinition}`;
    const name = known.get(key);
    if (name !== undefined) return name;
    const described = await describeTaskDefinition(aws.of(entry).ecs, taskDefinition, withinAttempt(3_000));
    const found = { ...releaseNameOf(described, entry.release), taskDefinition };
    if (known.size >= remembered) known.clear();
    known.set(key, found);
    return found;
  };
  return {
    all,
    of: async (entry, taskDefinition) => {
      const { version, commit, tag }: Partial<ReleaseName> = await all(entry, taskDefinition).catch(() => ({}));
      return version ?? tag ?? commit ?? shortArn(taskDefinition);
    },
  };
}

/** Running tasks by task definition. Healthy targets are named only where one release runs alone: they are all its own. */
export async function servingCounts(
  names: ReleaseNames,
  entry: CatalogueEntry,
  service: SeenService,
  { targets, traffic }: { readonly targets?: Fact<TargetCounts>; readonly traffic?: Fact<ProductionTraffic> } = {},
): Promise<ServingCount[]> {
  const running = withTraffic(runningTasks(service), traffic);
  const healthy = running.size === 1 && targets?.state === 'known' ? { healthyTargets: targets.value.healthy } : {};
  return Promise.all(
    [...running].map(async ([taskDefinition, tasks]) => ({
      release: await names.of(entry, taskDefinition),
      taskDefinition,
      tasks,
      ...healthy,
    })),
  );
}

/** A release that runs without traffic does not serve. */
function withTraffic(
  running: ReadonlyMap<string, number>,
  traffic: Fact<ProductionTraffic> | undefined,
): ReadonlyMap<string, number> {
  if (traffic?.state !== 'known') return running;
  const { shares } = traffic.value;
  return new Map([...running].filter(([taskDefinition]) => (shares.get(taskDefinition) ?? 0) > 0));
}

/** The counts of the service's target groups; of several groups the one with the fewest healthy targets counts. */
export const readTargets = (
  aws: AwsAccess,
  entry: CatalogueEntry,
  { targetGroupArns }: Pick<SeenService, 'targetGroupArns'>,
  signal: AbortSignal,
): Promise<Fact<TargetCounts>> =>
  factOf(async () => {
    const client = aws.of(entry).elasticLoadBalancing;
    const counts = await Promise.all(targetGroupArns.map((arn) => readTargetCounts(client, arn, signal)));
    const [worst] = counts.toSorted((a, b) => a.healthy - b.healthy);
    if (worst === undefined) throw new Error('The service has no target group');
    return worst;
  });

export const readServing =
  ({ aws, names }: { readonly aws: AwsAccess; readonly names: ReleaseNames }) =>
  async ({ entry }: { entry: CatalogueEntry }) => {
    const signal = withinAttempt();
    const service = seenService(await describeService(aws.of(entry).ecs, entry, signal));
    const asked = await askForTraffic(aws, entry, service, signal);
    const groups = targetGroupsOf(service, service.taskDefinition, asked.traffic);
    const targets = await readTargets(aws, entry, groups, signal);
    return { service, serving: await servingCounts(names, entry, service, { targets, ...asked }) };
  };
