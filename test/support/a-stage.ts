// Real processes for the tests of what Runback survives: a stage, and the few questions that these tests ask of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { createCrew } from '../../sandbox/processes/crew.js';
import { until } from '../../sandbox/processes/until.js';
import { post, type Stage, setStage } from '../../sandbox/stage.js';
import { connectToTemporal, type Temporal } from '../../src/client/connect.js';
import { readReport } from '../../src/client/report.js';
import { startRollback } from '../../src/client/start.js';
import { readStatus } from '../../src/client/status.js';
import { readConfig } from '../../src/config.js';
import { rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { RollbackRequest } from '../../src/rollback.js';
import type { Status } from '../../src/status.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const patience = 90_000;

export interface TestStage extends Stage {
  readonly temporalClient: Temporal['client'];
  readonly ask: (service: string, request?: Partial<RollbackRequest>) => Promise<void>;
  /** The first status of which this is true. */
  readonly seen: (service: string, fact: (status: Status) => boolean, waitingFor: string) => Promise<Status>;
  readonly report: (service: string) => Promise<Report>;
  readonly fault: (fault: object) => Promise<unknown>;
  readonly clearFaults: () => Promise<unknown>;
  /** How many deployments of this service ECS has begun. */
  readonly deployments: (service: string) => Promise<number>;
  readonly end: () => Promise<void>;
}

/** A watch of four seconds, on the traffic of that time. */
export const shortWatch = { timings: { watch: '2 minutes' }, recovery: { minimumSample: 20 } };

export async function aStage(services: Readonly<Record<string, object>>): Promise<TestStage> {
  const folder = await mkdtemp(join(tmpdir(), 'runback-stage-'));
  const lines: string[] = [];
  const crew = createCrew({ folder, onLine: (name, line) => lines.push(`${name} | ${line}`) });
  const end = async () => {
    await crew.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const stage = await setStage({ crew, folder, services, requestsPerSecond: 20 });
    const temporal = await connectToTemporal(readConfig({ TEMPORAL_ADDRESS: stage.temporal }).temporal);
    return { ...stage, ...questions(stage, temporal), end: () => temporal.close().then(end) };
  } catch (error) {
    await end();
    throw new Error(`The stage could not be set:\n${lines.slice(-10).join('\n')}`, { cause: error });
  }
}

function questions(stage: Stage, { client }: Temporal): Omit<TestStage, keyof Stage | 'end'> {
  const ecs = new ECSClient({
    endpoint: stage.urls.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
  });
  const faults = new URL('/faults', stage.urls.control);
  return {
    temporalClient: client,
    ask: async (service, request = {}) =>
      void (await startRollback(client, {
        service,
        environment: 'prod',
        reason: 'a test',
        requestedBy: 'olga',
        ...request,
      })),
    seen: (service, fact, waitingFor) =>
      until(`${service}: ${waitingFor} was not seen`, patience, async () => {
        const seen = await readStatus(client, rollbackId('prod', service)).catch(() => undefined);
        return seen?.from === 'the run' && fact(seen.status) ? seen.status : undefined;
      }),
    report: (service) =>
      until(`${service}: no report came`, patience, () =>
        readReport(client, rollbackId('prod', service)).catch(() => undefined),
      ),
    fault: (fault) => post(faults, fault),
    clearFaults: () => fetch(faults, { method: 'DELETE' }),
    deployments: async (service) => {
      const command = new ListServiceDeploymentsCommand({ cluster: 'applylens-prod', service: `${service}-prod` });
      return (await ecs.send(command)).serviceDeployments?.length ?? 0;
    },
  };
}
