// Real processes for the tests of what Runback survives: a stage, and the few questions that these tests ask of it.
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrew } from '../../sandbox/processes/crew.js';
import { until } from '../../sandbox/processes/until.js';
import { type Stage, type StageOptions, setStage } from '../../sandbox/stage.js';
import { connectToTemporal, type Temporal } from '../../src/client/connect.js';
import { startRollback } from '../../src/client/start.js';
import { readConfig } from '../../src/config.js';
import { queryNames, rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { RollbackRequest } from '../../src/rollback.js';
import type { Status } from '../../src/status.js';
import { type ProductionOfStage, productionOf } from './production-of-stage.js';

const patience = 90_000;

export interface TestStage extends Stage, OfRuns, ProductionOfStage {
  readonly temporalClient: Temporal['client'];
  readonly end: () => Promise<void>;
}

interface OfRuns {
  readonly ask: (service: string, request?: Partial<RollbackRequest>) => Promise<void>;
  readonly status: (service: string) => Promise<Status>;
  /** The first status of which this is true. */
  readonly seen: (service: string, fact: (status: Status) => boolean, waitingFor: string) => Promise<Status>;
  readonly report: (service: string) => Promise<Report>;
  /** The files that tell of this service in the store of reports; one that is being added to has a draft beside it. */
  readonly stored: (service: string) => string[];
}

/** A watch of four seconds, on the traffic of that time. */
export const shortWatch = { timings: { watch: '2 minutes' }, recovery: { minimumSample: 20 } };

export async function aStage(
  services: Readonly<Record<string, object>>,
  {
    requestsPerSecond = 20,
    ...options
  }: Partial<Pick<StageOptions, 'scenario' | 'requestsPerSecond' | 'databases'>> = {},
): Promise<TestStage> {
  const folder = await mkdtemp(join(tmpdir(), 'runback-stage-'));
  const lines: string[] = [];
  const crew = createCrew({ folder, onLine: (name, line) => lines.push(`${name} | ${line}`) });
  const end = async () => {
    await crew.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const stage = await setStage({ crew, folder, services, requestsPerSecond, ...options });
    const temporal = await connectToTemporal(readConfig({ TEMPORAL_ADDRESS: stage.temporal }).temporal);
    const { client: temporalClient } = temporal;
    const questions = { ...ofRuns(temporalClient, join(folder, 'reports')), ...productionOf(stage) };
    return { ...stage, temporalClient, ...questions, end: () => temporal.close().then(end) };
  } catch (error) {
    await end();
    throw new Error(`The stage could not be set:\n${lines.slice(-10).join('\n')}`, { cause: error });
  }
}

function ofRuns(client: Temporal['client'], reports: string): OfRuns {
  const newest = (service: string) => client.workflow.getHandle(rollbackId('prod', service));
  const status = (service: string) =>
    client.withDeadline(Date.now() + 2_000, () => newest(service).query<Status>(queryNames.status));
  return {
    ask: async (service, request = {}) => {
      const asked = { service, environment: 'prod', reason: 'a test', requestedBy: 'olga', ...request };
      await startRollback(client, asked);
    },
    status,
    seen: async (service, fact, waitingFor) => {
      let last: Status | undefined;
      try {
        return await until(`${service}: ${waitingFor} was not seen`, patience, async () => {
          last = (await status(service).catch(() => undefined)) ?? last;
          return last && fact(last) ? last : undefined;
        });
      } catch (error) {
        throw new Error(`Last seen: ${last === undefined ? 'no run' : `${last.phase}, ${last.doing}`}`, {
          cause: error,
        });
      }
    },
    // A wait for the result asks less often than a poll; it breaks off when Temporal is killed.
    report: (service) =>
      until(`${service}: no report came`, patience, () =>
        client
          .withDeadline(Date.now() + patience, () => newest(service).result() as Promise<Report>)
          .catch(() => undefined),
      ),
    stored: (service) =>
      // Made with the first report.
      (existsSync(reports) ? readdirSync(reports) : []).filter(
        (file) => file.includes(`-prod-${service}.`) && /\.(?:json|md)$/.test(file),
      ),
  };
}
