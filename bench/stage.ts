// What is measured on: separate processes as in production, and several services so that each rollback is a first one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { environmentOf } from '../sandbox/dev/environment.js';
import { writeTokens } from '../sandbox/dev/tokens.js';
import type { Crew, Program } from '../sandbox/processes/crew.js';
import { freePort } from '../sandbox/processes/ports.js';
import { temporalDevServer } from '../sandbox/processes/temporal-dev-server.js';

export interface Stage {
  readonly serverUrl: string;
  readonly controlUrl: string;
  readonly awsUrl: string;
  readonly token: string;
  readonly overlay: string;
  readonly temporal: string;
  /** Names in the catalogue. */
  readonly services: readonly string[];
}

/** `applylens-api`, then `applylens-api-2` and so on. */
export const serviceNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? 'applylens-api' : `applylens-api-${index + 1}`));

export async function setStage(crew: Crew, folder: string, count: number): Promise<Stage> {
  mkdirSync(folder, { recursive: true });
  const temporal = await crew.start(temporalDevServer({ folder, port: await freePort(), uiPort: await freePort() }));
  const tokens = await writeTokens(folder);
  const address = temporal.addresses.grpc ?? '';
  const env = environmentOf(process.env, { folder, temporal: address, serverPort: await freePort(), tokens });
  // The bench sends the alerts itself, one after the other.
  const quiet = { ...env, RUNBACK_ALERT_URL: '', RUNBACK_SANDBOX_REQUESTS_PER_SECOND: '20' };
  const sandbox = await crew.start(program('sandbox', '../sandbox/main.ts', quiet));
  const overlay = writeOverlay(folder, sandbox.addresses.control ?? '', serviceNames(count));
  const ours = { ...quiet, RUNBACK_OVERLAY: await overlay };
  await crew.start(program('worker', '../worker/main.ts', ours));
  const server = await crew.start(program('server', '../src/server/main.ts', ours));
  return {
    serverUrl: server.addresses.http ?? '',
    controlUrl: sandbox.addresses.control ?? '',
    awsUrl: sandbox.addresses.aws ?? '',
    token: tokens.alertSender,
    overlay: await overlay,
    temporal: address,
    services: serviceNames(count),
  };
}

function program(name: string, file: string, env: NodeJS.ProcessEnv): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return { name, command: [process.execPath, '--import', import.meta.resolve('tsx'), path], env };
}

/** The sandbox's own overlay, with an entry for each further service. */
async function writeOverlay(folder: string, controlUrl: string, names: readonly string[]): Promise<string> {
  const overlay = parse(await readFile(join(folder, 'sandbox.overlay.yaml'), 'utf8')) as object;
  const services: Record<string, object> = {};
  for (const name of names.slice(1)) {
    const { url } = (await post(new URL('/services', controlUrl), { name: `${name}-prod` })) as { url: string };
    services[name] = { prod: entry(`${name}-prod`, url) };
  }
  const file = join(folder, 'bench.overlay.yaml');
  writeFileSync(file, stringify({ ...overlay, services }));
  return file;
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

const entry = (ecs: string, url: string) => ({
  extends: 'applylens-api',
  ecs: { service: ecs, family: ecs, targetGroups: [ecs] },
  canary: null,
  version: { url: `${url}/version` },
  health: { url: `${url}/health` },
  smoke: null,
});
