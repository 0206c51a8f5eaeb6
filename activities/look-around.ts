// One look at production: every source at once, chained only where an answer is needed for the next question (design §5.2).
import type { Service } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
import type { ErrorRateFacts, SeenService, Situation } from '../src/situation.js';
import { askingRun, attemptLastsMs, withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askBackingServices } from './backing-services.js';
import { readBesideEachOther } from './beside-each-other.js';
import { lookAtCanary } from './canary-look.js';
import { readImages } from './ecr.js';
import { type History, readHistory, unique } from './ecs-history.js';
import { describeTaskDefinition, imageQuestions, listFamily, seenRelease } from './ecs-releases.js';
import { describeService, optional, seenService } from './ecs-service.js';
import { medianStartSeconds, readTasks } from './ecs-tasks.js';
import { readTargetGroups } from './elastic-load-balancing.js';
import { type Moments, readErrorRate } from './error-rate.js';
import { factOf, knownOr } from './fact.js';
import { readPipeline } from './github-runs.js';
import { readHealth, readVersion } from './http-probes.js';
import type { LookBeside } from './look-beside.js';
import { readNamedRule } from './measured-rules.js';
import { createBackupReader, type ReadBackups } from './rds.js';
import { readRecoveryNow } from './recovery-now.js';
import type { ReleaseNames } from './serving.js';
import { withinSize } from './situation-size.js';

const newestLookedAt = 12;
const mostReleases = 20;
const noHistory: History = { deployments: [], revisions: [] };
// The service itself may take the whole attempt; what only adds facts must leave time to hand them over.
const factsWithinMs = attemptLastsMs - 1_500;
// A database that cannot be reached from here would delay every change.
const backingServicesWithinMs = 2_000;

/** A pipeline that hangs does not keep a look waiting. */
const pipelineWithinMs = 4_000;

interface Look {
  readonly entry: CatalogueEntry;
  readonly clients: AwsClients;
  /** For what the look cannot do without. */
  readonly must: AbortSignal;
  readonly signal: AbortSignal;
}

interface LookNeeds {
  readonly aws: AwsAccess;
  readonly beside?: LookBeside;
  readonly backups?: ReadBackups;
  readonly names?: ReleaseNames;
}

interface Asked {
  readonly entry: CatalogueEntry;
  readonly since?: string;
  /** Name of a rule beside the error rate that is measured too. */
  readonly rule?: string;
}

/** Fails only when DescribeServices does, or when no task definition can be read. */
export const lookAround =
  ({ aws, names, backups: readBackups = createBackupReader(aws), beside: lookBeside }: LookNeeds) =>
  async ({ entry, since, rule }: Asked): Promise<Situation> => {
    const look: Look = { entry, clients: aws.of(entry), must: withinAttempt(), signal: withinAttempt(factsWithinMs) };
    const seenAt = new Date();
    const service = describeService(look.clients.ecs, entry, look.must);
    const backups = readBackups(entry);
    const beside = lookBeside?.(entry, look.signal);
    const backingServices = askBackingServices(entry, { withinMs: backingServicesWithinMs, signal: look.signal });
    const history = factOf(() => readHistory(look.clients.ecs, entry, look.signal));
    const moments = () => momentsOf(seenAt, service, since);
    const facts = readFacts(look, service, moments);
    const named = readNamedRule(entry, { rule, names, service, moments, signal: look.signal });
    const [seen, serviceDeployments, releases] = await Promise.all([
      service.then(seenService),
      history,
      readReleases(look, service, history),
    ]);
    const besideEachOther = readBesideEachOther(entry, seen, releases.releases, look.signal);
    return withinSize({
      seenAt: seenAt.toISOString(),
      ...optional('seenFor', askingRun()),
      service: seen,
      ...releases,
      serviceDeployments: deploymentsIn(serviceDeployments),
      ...(await facts),
      backingServices: await backingServices,
      ...(await beside),
      ...(await named),
      ...optional('besideEachOther', await besideEachOther),
      ...connected(await backups),
      notConnected: entry.notConnected,
    });
  };

const connected = (backups: Awaited<ReturnType<ReadBackups>>): Pick<Situation, 'backups'> =>
  backups.state === 'not connected' ? {} : { backups };

/** What never fails: a source that does makes its facts unknown. */
async function readFacts({ entry, ...look }: Look, service: Promise<Service>, moments: () => Promise<Moments>) {
  const of = { entry, ...look };
  const [targetGroups, errorRate, taskStartSeconds, pipeline, probed, recoveryNow] = await Promise.all([
    factOf(async () => readGroups(of, seenService(await service))),
    readErrorRateFact(of, moments),
    factOf(async () => medianStartSeconds(await readTasks(look.clients.ecs, entry, look.signal))),
    readPipeline(entry, { signal: look.signal, ms: pipelineWithinMs }),
    readWhatServes(of),
    readRecoveryNow(entry, look.signal),
  ]);
  return {
    ...{ targetGroups, errorRate, taskStartSeconds, ...probed },
    ...(pipeline.state === 'not connected' ? {} : { pipeline }),
    ...(recoveryNow.state === 'not connected' ? {} : { recoveryNow }),
  };
}

/** As users meet it: both endpoints, and the canary that may answer in the service's place. */
async function readWhatServes(look: Look): Promise<Pick<Situation, 'versionEndpoint' | 'healthEndpoint' | 'canary'>> {
  const [versionEndpoint, healthEndpoint, canary] = await Promise.all([
    factOf(() => readVersion(look.entry, look)),
    factOf(() => readHealth(look.entry, look)),
    lookAtCanary(look.clients, look.entry, look.signal),
  ]);
  return { versionEndpoint, healthEndpoint, canary };
}

/** The trigger's numbers alone; nothing is asked of AWS, so the time before the newest deployment is not measured. */
export async function measureErrorRate(
  { entry }: { entry: CatalogueEntry },
  withinMs: number = attemptLastsMs,
): Promise<Fact<ErrorRateFacts>> {
  return readErrorRateFact({ entry, signal: withinAttempt(withinMs) }, async () => ({ now: Date.now() }));
}

const deploymentsIn = (history: Fact<History>): Situation['serviceDeployments'] =>
  history.state === 'known' ? { state: 'known', value: history.value.deployments } : history;

const readGroups = ({ clients, signal }: Look, { targetGroupArns }: SeenService) =>
  readTargetGroups(clients.elasticLoadBalancing, targetGroupArns, signal);

async function readErrorRateFact(
  { entry, signal }: Pick<Look, 'entry' | 'signal'>,
  moments: () => Promise<Moments>,
): Promise<Fact<ErrorRateFacts>> {
  const { prometheus } = entry;
  if (prometheus === undefined) return { state: 'not connected' };
  return factOf(async () => readErrorRate({ ...entry, prometheus }, await moments(), signal));
}

async function momentsOf(seenAt: Date, service: Promise<Service>, since: string | undefined): Promise<Moments> {
  const begun = (await service).deployments?.flatMap(({ createdAt }) => createdAt?.getTime() ?? []) ?? [];
  return {
    now: seenAt.getTime(),
    ...(begun.length === 0 ? {} : { deploymentAt: Math.max(...begun) }),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
  };
}

/** The newest ACTIVE task definitions, described at once, then those that only the history or the service names. */
async function readReleases(
  { entry, clients, must, signal }: Look,
  service: Promise<Service>,
  history: Promise<Fact<History>>,
): Promise<Pick<Situation, 'releases' | 'areOlder'>> {
  const describe = (arn: string) => describeTaskDefinition(clients.ecs, arn, must);
  const { arns: newest, areMore } = await listFamily(clients.ecs, entry, newestLookedAt, must);
  const [first, seen, past] = await Promise.all([Promise.all(newest.map(describe)), service, history]);
  const { deployments, revisions } = knownOr(past, noHistory);
  const serving = [seen.taskDefinition, ...(seen.deployments ?? []).map(({ taskDefinition }) => taskDefinition)];
  const deployed = deployments.flatMap((each) => [each.taskDefinition, ...each.sourceTaskDefinitions]);
  const all = unique([...serving, ...deployed, ...newest]);
  const named = all.slice(0, mostReleases);
  const older = named.filter((arn) => !newest.includes(arn));
  const more = await Promise.all(older.map((arn) => describe(arn).catch(goneByNow)));
  const described = [...first, ...more.flat()].filter(({ definition }) =>
    named.includes(definition.taskDefinitionArn ?? ''),
  );
  const images = await readImages(clients, imageQuestions(described, revisions), signal);
  const releases = described.map((each) => seenRelease(each, entry, revisions, images));
  return {
    releases: releases.sort((a, b) => b.revision - a.revision),
    ...(areMore || all.length > named.length ? { areOlder: true } : {}),
  };
}

/** A task definition that was deleted since its deployment can be no target. */
function goneByNow(error: unknown): [] {
  if (error instanceof ApplicationFailure && error.type === 'TaskDefinitionUnknown') return [];
  throw error;
}
