// A whole Runback for people with Temporal's own tools: a dev server, the real workers and a simulated production, a service per test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { managersRoutingKey, restTokens, routingKey } from '../../sandbox/paging/account.js';
import { until } from '../../sandbox/processes/until.js';
import { catalogueOf } from '../../src/catalogue/catalogue.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Services } from '../../src/client/services.js';
import { rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { Status } from '../../src/status.js';
import { payloadConverterPath, workflowBundle } from '../../worker/bundle.js';
import { createWorkers } from '../../worker/create-worker.js';
import { aProduction, type Production } from '../activities/a-production.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { type Said, type TemporalCommand, temporalCommand } from './temporal-command.js';
import '../support/quiet-runtime.js';

/** One service in production and the command with which its rollback is driven. */
export interface Patient {
  readonly service: string;
  readonly entry: CatalogueEntry;
  /** Of the lock. */
  readonly id: string;
  readonly temporal: TemporalCommand;
  /** `temporal workflow start` with the small JSON object. */
  readonly start: (...flags: readonly string[]) => Promise<Said>;
  readonly status: () => Promise<Status>;
  readonly until: (fact: (status: Status) => boolean, waitingFor: string) => Promise<Status>;
  /** Of the newest run, once it has completed. */
  readonly report: () => Promise<Report>;
  /** UpdateService calls that named a task definition and took effect. */
  readonly deployments: () => number;
}

export interface Night {
  readonly production: Production;
  readonly temporal: TestTemporal;
  /** Of the namespace. */
  readonly client: Client;
  readonly services: Services;
  /** A service with a past of its own; what the workers answer for it can be told. */
  readonly patient: (name: string, change?: (entry: CatalogueEntry) => CatalogueEntry) => Promise<Patient>;
  readonly stop: () => Promise<void>;
}

const patienceMs = 30_000;

/** `pace`: AWS seconds in a real one; the watch lasts for five real seconds at any pace. */
export async function aNight({ namespace = 'default', pace = 150 } = {}): Promise<Night> {
  const folder = await mkdtemp(join(tmpdir(), 'runback-by-hand-'));
  process.env.PAGERDUTY_ROUTING_KEY ??= managersRoutingKey;
  process.env.PAGERDUTY_ONCALL_ROUTING_KEY ??= routingKey;
  process.env.PAGERDUTY_API_TOKEN ??= restTokens.write;
  const [temporal, production] = await Promise.all([
    aTemporal(),
    aProduction({ timeScale: pace, requestsPerSecond: 25 }),
  ]);
  const command = temporalCommand(temporal.address, namespace);
  if (namespace !== 'default') await createNamespace(temporal, namespace);
  const entries: CatalogueEntry[] = [];
  const catalogue: Services = {
    find: (service, environment) => catalogueOf(entries).find(service, environment),
    entries: () => entries,
  };
  const { connection } = temporal.client;
  const client = new Client({ connection, namespace, dataConverter: { payloadConverterPath } });
  const workers = await createWorkers({
    connection: temporal.nativeConnection,
    client,
    dependencies: { catalogue, aws: production.aws, reports: join(folder, 'reports') },
    workflowBundle: await workflowBundle(),
  });
  const running = workers.run();
  return {
    production,
    temporal,
    client,
    services: catalogue,
    patient: async (name, change = (entry) => entry) => {
      const entry = change(entryFor(production, await production.sandbox.addService(`${name}-prod`)));
      entries.push(entry);
      return patientOf(entry, command, production);
    },
    stop: async () => {
      await workers.shutdown();
      await running.catch(() => undefined);
      await production.stop();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** ApplyLens' entry under another name: each test has a service, a lock and a load balancer of its own. */
function entryFor({ entry, sandbox }: Production, { name, url }: { name: string; url: string }): CatalogueEntry {
  const written = JSON.stringify(entry)
    .replaceAll(sandbox.urls.loadBalancer, url)
    .replaceAll('applylens-api', name.replace(/-prod$/, ''));
  const own = JSON.parse(written) as CatalogueEntry;
  return { ...own, minimumSample: 20, freshConnections: 5, timings: { ...own.timings, watch: 5_000 } };
}

function patientOf(entry: CatalogueEntry, temporal: TemporalCommand, { sandbox }: Production): Patient {
  const id = rollbackId(entry.environment, entry.service);
  const at = ['--workflow-id', id] as const;
  const request = { service: entry.service, environment: entry.environment, reason: '5xx', requestedBy: 'oncall' };
  const status = async () => {
    const { queryResult } = await temporal.json<{ queryResult: Status[] }>(
      'workflow',
      'query',
      ...at,
      '--type',
      'status',
    );
    if (queryResult[0] === undefined) throw new Error('The query was answered with nothing');
    return queryResult[0];
  };
  return {
    service: entry.service,
    entry,
    id,
    temporal,
    start: (...flags) =>
      temporal.run(
        ...['workflow', 'start', '--task-queue', 'runback', '--type', 'rollback', '--workflow-id', id],
        ...['--input', JSON.stringify(request), ...flags],
      ),
    status,
    until: (fact, waitingFor) =>
      until(`${waitingFor} was not seen`, patienceMs, async () => {
        const seen = await status();
        return fact(seen) ? seen : undefined;
      }),
    report: async () => {
      const { result } = await temporal.json<{ result: Report }>('workflow', 'result', ...at);
      return result;
    },
    deployments: () =>
      sandbox.aws.calls
        .list('ecs:UpdateService')
        .filter(({ applied, input }) => applied && isDeploymentOf(entry.ecs.service, input)).length,
  };
}

const isDeploymentOf = (service: string, input: unknown): boolean =>
  typeof input === 'object' &&
  input !== null &&
  'taskDefinition' in input &&
  'service' in input &&
  input.service === service;

async function createNamespace({ client, address }: TestTemporal, namespace: string): Promise<void> {
  const created = await temporalCommand(address).run('operator', 'namespace', 'create', '--namespace', namespace);
  if (created.exitCode !== 0) throw new Error(created.stderr);
  await until(`the namespace ${namespace} was not usable`, patienceMs, async () =>
    client.workflowService.describeNamespace({ namespace }).then(
      () => true,
      () => undefined,
    ),
  );
}
