import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overlayOf } from '../../sandbox/overlay.js';
import { queues } from '../../src/identifiers.js';
import { readAnnouncement } from '../../src/running.js';
import { until } from '../support/a-sandbox.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const workflowQueue = 1;

let temporal: TestTemporal;
let home: string;
let worker: { readonly process: ChildProcess; said: string } | undefined;

beforeAll(async () => {
  temporal = await aTemporal();
});
afterAll(() => temporal.stop());
afterEach(async () => {
  worker?.process.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

/** What `npm run worker` runs, as one process. */
async function aWorker(env: Readonly<Record<string, string>> = {}) {
  home = await mkdtemp(join(tmpdir(), 'runback-home-'));
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'worker/main.ts')], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      RUNBACK_HOME: home,
      RUNBACK_OVERLAY: await overlayToNowhere(home),
      TEMPORAL_ADDRESS: temporal.address,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started = { process: child, said: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      started.said += chunk.toString('utf8');
    });
  }
  worker = started;
  return started;
}

/** Nothing outside of this machine is asked by a test: the production of this worker refuses every connection. */
async function overlayToNowhere(folder: string): Promise<string> {
  const nowhere = 'http://127.0.0.1:1';
  const production = { aws: nowhere, loadBalancer: nowhere, prometheus: nowhere, elasticsearch: nowhere };
  const told = { mailProvider: nowhere, paging: nowhere, slack: nowhere, pagerDuty: nowhere, statuspage: nowhere };
  const urls = { ...production, ...told, github: nowhere };
  const file = join(folder, 'overlay.yaml');
  const [database, stagingDatabase] = [
    { urlFile: join(folder, 'no-database') },
    { urlFile: join(folder, 'no-staging') },
  ];
  await writeFile(file, overlayOf({ urls, database, stagingDatabase, timeScale: 30 }));
  return file;
}

async function pollers(taskQueue: string): Promise<number> {
  const answer = await temporal.client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: taskQueue },
    taskQueueType: workflowQueue,
  });
  return answer.pollers.length;
}

describe('the worker process', () => {
  it('announces itself, polls, and stops within five seconds of SIGTERM', async () => {
    const { process: child } = await aWorker();
    await until(
      () => readAnnouncement('worker', { folder: home }),
      (seen) => seen?.pid === child.pid,
      { within: 50_000 },
    );
    await until(
      () => pollers(queues.main),
      (count) => count > 0,
    );
    const begun = Date.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(readAnnouncement('worker', { folder: home })).toBeUndefined();
  });

  it('says at once when Temporal is not reached, and tries on', async () => {
    const started = await aWorker({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    await until(
      () => Promise.resolve(started.said),
      (said) => said.includes('Temporal at 127.0.0.1:1 is not reached yet, trying on'),
      { within: 20_000 },
    );
    expect(started.process.exitCode).toBeNull();
  });

  it.each([
    ['a catalogue that is not there', { RUNBACK_CATALOGUE: '/no/such.yaml' }, 'RUNBACK_CATALOGUE'],
    ['an unknown role', { RUNBACK_WORKER_ROLES: 'moan' }, 'expected some of main, follow, tell, escalation'],
    ['an address that is none', { TEMPORAL_ADDRESS: 'nowhere' }, 'TEMPORAL_ADDRESS: expected host:port'],
  ])('says in a sentence what keeps it from starting: %s', async (_, env, sentence) => {
    const started = await aWorker(env);
    const [code] = (await once(started.process, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(started.said).toContain(sentence);
    expect(started.said).not.toMatch(/^\s+at /m);
  });
});
