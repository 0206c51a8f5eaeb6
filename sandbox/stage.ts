// The whole product as separate processes on one simulated production with several services: for the bench and the kill tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { type Announcement, readAnnouncement } from '../src/running.js';
import { canaryOf } from './canary.js';
import type { SandboxDatabase } from './database/further-databases.js';
import { environmentOf } from './dev/environment.js';
import { type DevTokens, writeRelayKey, writeTokens } from './dev/tokens.js';
import { further, furtherDatabase, type OverlaidDatabase } from './overlay.js';
import type { Crew, Program } from './processes/crew.js';
import { freePort } from './processes/ports.js';
import { startTemporal } from './processes/temporal-dev-server.js';
import { until } from './processes/until.js';
import { hasCanary } from './scenarios/index.js';
import type { SandboxService } from './services.js';

export type Actor = 'temporal' | 'worker' | 'server';

export interface Stage {
  readonly urls: { readonly server: string; readonly control: string; readonly aws: string; readonly paging: string };
  readonly tokens: DevTokens;
  /** Path of the overlay in force. */
  readonly overlay: string;
  /** host:port */
  readonly temporal: string;
  /** Names in the catalogue, in the order asked for. */
  readonly services: readonly string[];
  /** SIGKILL; resolves when the process is gone. */
  kill(actor: Actor): Promise<void>;
  /** Starts it again as it was: Temporal on its port and file, the server on its port. */
  startAgain(actor: Actor): Promise<void>;
}

export interface StageOptions {
  readonly crew: Crew;
  readonly folder: string;
  /** Catalogue name → what its overlay entry says beyond the endpoints. The first one is `applylens-api`. */
  readonly services: Readonly<Record<string, object>>;
  readonly requestsPerSecond: number;
  /** Of the sandbox; `bad-release` unless given. */
  readonly scenario?: string;
  /** Further ones, by the names that services may give. */
  readonly databases?: readonly string[];
  /** Services that the catalogue names and AWS does not have: an alert starts a rollback of them, which then asks a person. */
  readonly listed?: readonly string[];
  /** Whether the sandbox's own alerting sends its alerts to the server. */
  readonly alerts?: boolean;
}

/** Unless alerts are wanted whoever sets the stage asks for rollbacks himself. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { crew, folder, services, requestsPerSecond, scenario = 'bad-release', databases = [], listed = [] } = options;
  mkdirSync(folder, { recursive: true });
  const { program: temporal, grpc: address } = await startTemporal(crew, folder);
  const [tokens] = await Promise.all([writeTokens(folder), writeRelayKey(folder)]);
  const env = {
    ...environmentOf(process.env, { folder, temporal: address, serverPort: await freePort(), tokens }),
    ...(options.alerts === true ? {} : { RUNBACK_ALERT_URL: '' }),
    RUNBACK_SANDBOX_REQUESTS_PER_SECOND: `${requestsPerSecond}`,
    RUNBACK_SANDBOX_SCENARIO: scenario,
  };
  const sandbox = await crew.start(program('sandbox', './main.ts', env));
  const overlay = await writeOverlay(folder, sandbox, { services, databases, listed, withCanary: hasCanary(scenario) });
  const ours = { ...env, RUNBACK_OVERLAY: overlay };
  const cast: Record<Actor, Program> = {
    temporal,
    worker: program('worker', '../worker/main.ts', ours),
    server: program('server', '../src/server/main.ts', ours),
  };
  const [, server] = await Promise.all([crew.start(cast.worker), crew.start(cast.server)]);
  return {
    urls: {
      server: at(server, 'http'),
      control: at(sandbox, 'control'),
      aws: at(sandbox, 'aws'),
      paging: at(sandbox, 'paging'),
    },
    tokens,
    overlay,
    temporal: address,
    services: Object.keys(services),
    kill: (actor) => kill(actor, folder),
    startAgain: async (actor) => void (await crew.start(cast[actor])),
  };
}

const at = ({ addresses }: Announcement, name: string): string => addresses[name] ?? '';

function program(name: string, file: string, env: NodeJS.ProcessEnv): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return { name, command: [process.execPath, '--import', import.meta.resolve('tsx'), path], env };
}

async function kill(actor: Actor, folder: string): Promise<void> {
  const pid = readAnnouncement(actor, { folder })?.pid;
  if (pid === undefined) throw new Error(`${actor} is not announced in ${folder}.`);
  process.kill(pid, 'SIGKILL');
  await until(`${actor} did not die`, 5_000, async () => (isAlive(pid) ? undefined : true));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

interface Overlay {
  readonly services: Readonly<Record<string, { readonly prod: object }>>;
  readonly databases: { readonly applylens: { readonly prod: OverlaidDatabase } };
}

interface OnStage {
  readonly services: StageOptions['services'];
  readonly databases: readonly string[];
  readonly listed: readonly string[];
  readonly withCanary: boolean;
}

/** The sandbox's own overlay, with an entry for each service and each further database. */
async function writeOverlay(
  folder: string,
  sandbox: Announcement,
  { services, databases, listed, withCanary }: OnStage,
): Promise<string> {
  const overlay = parse(await readFile(join(folder, 'sandbox.overlay.yaml'), 'utf8')) as Overlay;
  const entries: Record<string, object> = {};
  for (const [name, settings] of Object.entries(services)) {
    const canary = withCanary ? { service: canaryOf(`${name}-prod`), targetGroup: canaryOf(`${name}-prod`) } : null;
    const itself = name === 'applylens-api' ? overlay.services[name]?.prod : await begun(name, at(sandbox, 'control'));
    entries[name] = { prod: { ...itself, canary, ...settings, ...scriptOf(itself, settings) } };
  }
  for (const name of listed)
    entries[name] = { prod: further({ name: `${name}-prod`, url: at(sandbox, 'loadBalancer') }) };
  const known: Record<string, object> = { ...overlay.databases };
  for (const name of databases) {
    known[name] = { prod: await opened(name, at(sandbox, 'control'), overlay.databases.applylens.prod) };
  }
  const file = join(folder, 'stage.overlay.yaml');
  const whole = { ...overlay, services: entries, databases: known };
  writeFileSync(file, stringify(whole, { aliasDuplicateObjects: false }));
  return file;
}

/** Opened in the sandbox, and how its entry says so. */
async function opened(name: string, controlUrl: string, itself: OverlaidDatabase): Promise<object> {
  return furtherDatabase((await post(new URL('/databases', controlUrl), { name })) as SandboxDatabase, itself);
}

/** What is said of the release script comes beside the way to its host. */
function scriptOf(itself: object | undefined, settings: object): object {
  const script = { ...(itself as WithScript | undefined)?.script, ...(settings as WithScript).script };
  return Object.keys(script).length === 0 ? {} : { script };
}

interface WithScript {
  readonly script?: object;
}

/** Begun in the sandbox, and how its entry says so. */
async function begun(name: string, controlUrl: string): Promise<object> {
  return further((await post(new URL('/services', controlUrl), { name: `${name}-prod` })) as SandboxService);
}

/** Throws what was answered when it is not 2xx. */
export async function post(url: URL, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${url.pathname} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
