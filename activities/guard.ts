// A guard's eyes: which deployment it is about, and what ECS and Prometheus say of it at one instant.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { type Guarded, olderBeside, type SeenDeployments } from '../src/guard/deployment-course.js';
import { deploymentToGuard } from '../src/guard/whose-deployment.js';
import { queryNames, rollbackId } from '../src/identifiers.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import type { Status } from '../src/status.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { readHistory } from './ecs-history.js';
import { describeService, optional, seenService } from './ecs-service.js';
import { factOf } from './fact.js';
import { readFailingBeside } from './failing-beside.js';
import type { GuardActivities, GuardLook } from './guard-activities.js';
import type { ServicePoller } from './service-poller.js';
import type { ReleaseNames } from './serving.js';
import { createSharedPrometheus, type PrometheusOf } from './shared-prometheus.js';
import { readSideBySide } from './side-by-side.js';
import { readTriggerFacts } from './trigger-facts.js';

interface Needs {
  readonly aws: AwsAccess;
  readonly temporal: Client;
  readonly poller: ServicePoller;
  readonly names: ReleaseNames;
  readonly prometheus: PrometheusOf;
  /** Of the whole catalogue. */
  readonly entries: () => readonly CatalogueEntry[];
}

// What only adds facts must leave time to hand them over.
const factsWithinMs = 7_000;
const besideWithinMs = 2_000;
const temporalWithinMs = 3_000;

/** One set a process: guards share what they ask Prometheus. */
export function guardActivities(given: Omit<Needs, 'prometheus'>): GuardActivities {
  const needs = { ...given, prometheus: createSharedPrometheus() };
  return {
    identifyDeployment: (input) => identifyDeployment(needs, input),
    lookAtDeployment: (input) => lookAtDeployment(needs, input),
    lookBesideDeployment: ({ entry }) => {
      const { poller, entries } = needs;
      return readFailingBeside(entry, {
        entries: entries(),
        poller,
        withinMs: besideWithinMs,
        signal: withinAttempt(factsWithinMs),
      });
    },
  };
}

type Identify = GuardActivities['identifyDeployment'];

async function identifyDeployment(
  { aws, temporal, names }: Needs,
  { entry, deployment: wanted }: Parameters<Identify>[0],
): ReturnType<Identify> {
  const signal = withinAttempt();
  const { ecs } = aws.of(entry);
  const [service, history, rollbackTo] = await Promise.all([
    describeService(ecs, entry, signal).then(seenService),
    factOf(() => readHistory(ecs, entry, signal)),
    targetOfOpenRollback(temporal, entry),
  ]);
  const record = history.state === 'known' ? ({ state: 'known', value: history.value.deployments } as const) : history;
  const at = new Date().toISOString();
  const question = { service, record, at, ...optional('wanted', wanted), ...optional('rollbackTo', rollbackTo) };
  const found = deploymentToGuard(question, entry);
  if ('not' in found) return found;
  const { id, createdAt, taskDefinition } = found.deployment;
  const release = await names.all(entry, taskDefinition);
  return { guarded: { id, createdAt, release, ...optional('completedAt', found.completedAt) } };
}

/** Undefined without an open rollback, or where that has no target yet. Fails with TemporalUnavailable. */
async function targetOfOpenRollback(temporal: Client, entry: CatalogueEntry): Promise<ReleaseName | undefined> {
  const id = rollbackId(entry.environment, entry.service);
  try {
    return await temporal.withDeadline(Date.now() + temporalWithinMs, async () => {
      const handle = temporal.workflow.getHandle(id);
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING' && status.name !== 'PAUSED') return undefined;
      return (await handle.query<Status>(queryNames.status)).to;
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw failure('TemporalUnavailable', {
      attempted: `Reading what ${id} goes back to`,
      cameBack: error instanceof Error ? error.message : String(error),
      next: 'Runback tries again by itself',
    });
  }
}

type Look = Parameters<GuardActivities['lookAtDeployment']>[0];

async function lookAtDeployment(needs: Needs, { entry, guarded, at, withBefore }: Look): Promise<GuardLook> {
  const signal = withinAttempt(factsWithinMs);
  const prometheusOf = (url: string) => needs.prometheus(url, entry.timings.httpTimeout, signal);
  const now = Date.parse(at);
  const begun = Date.parse(guarded.createdAt);
  const moments = { now, deploymentAt: begun, baselineUntil: begun - entry.timings.latencyFor };
  const [service, triggers, before] = await Promise.all([
    readDeployments(needs, entry),
    readTriggerFacts(entry, moments, prometheusOf),
    withBefore ? readTriggerFacts(entry, { now: begun }, prometheusOf) : undefined,
  ]);
  const sideBySide = await compareReleases(needs, { entry, guarded, service, prometheusOf, now });
  return { at, service, triggers, sideBySide, ...optional('before', before) };
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && ['ServiceNotFound', 'ServiceNotActive'].includes(String(error.type));

const readDeployments = ({ poller }: Needs, entry: CatalogueEntry): Promise<Fact<SeenDeployments>> =>
  factOf(async () => {
    try {
      return { deployments: seenService(await poller.read(entry)).deployments };
    } catch (error) {
      if (isGone(error)) return { gone: (error as Error).message };
      throw error;
    }
  });

interface Comparing {
  readonly entry: CatalogueEntry;
  readonly guarded: Guarded;
  readonly service: Fact<SeenDeployments>;
  readonly prometheusOf: Parameters<typeof readTriggerFacts>[2];
  readonly now: number;
}

async function compareReleases({ names }: Needs, { entry, guarded, service, prometheusOf, now }: Comparing) {
  if (service.state !== 'known') return { state: 'unknown', why: 'which releases serve is not known' } as const;
  const deployments = 'gone' in service.value ? [] : service.value.deployments;
  const beside = olderBeside(guarded, deployments);
  const older = beside === undefined ? undefined : await factOf(() => names.all(entry, beside));
  if (older !== undefined && older.state !== 'known') return older;
  return readSideBySide(entry, { newer: guarded.release, older: older?.value }, prometheusOf, now);
}
