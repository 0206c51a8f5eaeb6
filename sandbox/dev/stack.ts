// Temporal's dev server (unless TEMPORAL_ADDRESS names one), sandbox, worker and server, started together and told of each other.
import { fileURLToPath } from 'node:url';
import { type Announcement, otherAnnounced } from '../../src/running.js';
import type { Crew, Program } from '../processes/crew.js';
import { portFrom } from '../processes/ports.js';
import { isUsable, temporalDevServer } from '../processes/temporal-dev-server.js';
import { environmentOf } from './environment.js';
import { type DevTokens, writeRelayKey, writeTokens } from './tokens.js';

export interface Stack {
  readonly temporal: Announcement;
  readonly sandbox: Announcement;
  readonly worker: Announcement;
  readonly server: Announcement;
  /** For one that was killed. */
  readonly startWorkerAgain: () => Promise<Announcement>;
  /** Undefined where RUNBACK_TOKENS names a file of the person's own. */
  readonly tokens: DevTokens | undefined;
}

export interface Choices {
  /** Name of Temporal's file, another than the usual one. */
  readonly database?: string;
  /** Of the sandbox. */
  readonly scenario?: string;
}

/** Throws a sentence when something runs here already, a port is in use, or a process does not become ready. */
export async function startStack(crew: Crew, folder: string, { database, scenario }: Choices = {}): Promise<Stack> {
  refuseSecondRun(folder);
  const ports = { port: await portFrom('TEMPORAL_PORT'), uiPort: await portFrom('TEMPORAL_UI_PORT') };
  const serverPort = await portFrom('RUNBACK_SERVER_PORT');
  const temporal = process.env.TEMPORAL_ADDRESS
    ? await existingTemporal(process.env.TEMPORAL_ADDRESS)
    : await crew.start(temporalDevServer({ folder, ...ports, ...(database === undefined ? {} : { database }) }));
  const tokens = process.env.RUNBACK_TOKENS ? undefined : await writeTokens(folder);
  if (!process.env.RUNBACK_SIGNING) await writeRelayKey(folder);
  const env = {
    ...environmentOf(process.env, { folder, temporal: temporal.addresses.grpc ?? '', serverPort, tokens }),
    ...(scenario === undefined ? {} : { RUNBACK_SANDBOX_SCENARIO: scenario }),
  };
  // The sandbox writes the overlay that the other two read.
  const sandbox = await crew.start(ours('sandbox', '../main.ts', env));
  const startWorker = () => crew.start(ours('worker', '../../worker/main.ts', env));
  const [worker, server] = await Promise.all([
    startWorker(),
    crew.start({ ...ours('server', '../../src/server/main.ts', env), isHealthy }),
  ]);
  return { temporal, sandbox, worker, server, tokens, startWorkerAgain: startWorker };
}

function ours(name: string, file: string, env: NodeJS.ProcessEnv): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return { name, command: [process.execPath, '--import', import.meta.resolve('tsx'), path], env };
}

async function existingTemporal(address: string): Promise<Announcement> {
  const namespace = process.env.TEMPORAL_NAMESPACE ?? 'default';
  if (await isUsable(address, namespace)) {
    return { name: 'temporal', pid: 0, startedAt: new Date().toISOString(), addresses: { grpc: address } };
  }
  throw new Error(
    `No Temporal with the namespace ${namespace} answers at ${address} (TEMPORAL_ADDRESS): start it, or unset TEMPORAL_ADDRESS to have one started here.`,
  );
}

async function isHealthy({ addresses }: Announcement): Promise<boolean> {
  const answer = await fetch(new URL('/healthz', addresses.http)).catch(() => undefined);
  return answer?.ok === true;
}

/** Two runs in one folder would share Temporal's database and each other's announcements. */
function refuseSecondRun(folder: string): void {
  for (const name of ['temporal', 'sandbox', 'worker', 'server']) {
    const pid = otherAnnounced(name, { folder });
    if (pid === undefined) continue;
    throw new Error(
      `${name} of an earlier start still runs here (process ${pid}): stop it (kill ${pid}), or choose another folder with RUNBACK_HOME.`,
    );
  }
}
