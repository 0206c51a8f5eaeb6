// `npm run dev`: Temporal's dev server (unless TEMPORAL_ADDRESS names one), sandbox, worker and server together.
import { fileURLToPath } from 'node:url';
import { type Announcement, readAnnouncement, runningFolder } from '../../src/running.js';
import type { Crew, Program } from '../processes/crew.js';
import { portFrom } from '../processes/ports.js';
import { isUsable, temporalDevServer } from '../processes/temporal-dev-server.js';
import { runTogether } from '../processes/together.js';
import { addressLines } from './addresses.js';
import { environmentOf } from './environment.js';
import { writeTokens } from './tokens.js';

const folder = runningFolder();

async function startAll(crew: Crew): Promise<void> {
  refuseSecondRun();
  const [port, uiPort, serverPort] = [
    await portFrom('TEMPORAL_PORT'),
    await portFrom('TEMPORAL_UI_PORT'),
    await portFrom('RUNBACK_SERVER_PORT'),
  ];
  const temporal = process.env.TEMPORAL_ADDRESS
    ? await existingTemporal(process.env.TEMPORAL_ADDRESS)
    : await crew.start(temporalDevServer({ folder, port, uiPort }));
  const tokens = process.env.RUNBACK_TOKENS ? undefined : await writeTokens(folder);
  const env = environmentOf(process.env, { folder, temporal: temporal.addresses.grpc ?? '', serverPort, tokens });
  // The sandbox writes the overlay that the other two read.
  const sandbox = await crew.start(ours('sandbox', '../main.ts', env));
  const others = [
    ours('worker', '../../worker/main.ts', env),
    { ...ours('server', '../../src/server/main.ts', env), isHealthy },
  ];
  const started = await Promise.all(others.map((program) => crew.start(program)));
  const lines = addressLines([temporal, sandbox, ...started]);
  if (tokens) lines.push('', `Bearer token for the server, until it stops: ${tokens.developer}`);
  process.stdout.write(`\n${lines.join('\n')}\n\nEverything is ready. Ctrl-C stops it.\n`);
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
function refuseSecondRun(): void {
  for (const name of ['temporal', 'sandbox', 'worker', 'server']) {
    const pid = readAnnouncement(name, { folder })?.pid;
    if (pid === undefined || !isAlive(pid)) continue;
    throw new Error(
      `${name} of an earlier start still runs here (process ${pid}): stop it (kill ${pid}), or choose another folder with RUNBACK_HOME.`,
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

process.exit(await runTogether(startAll, folder));
