// `npm run bench [-- SCENARIO | webhooks]`: Runback beside a bare script, in one run, on the simulated production without added latency.
// In `bad-migration-destructive` the catalogue names a repository, and the application may go back alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Crew, createCrew } from '../sandbox/processes/crew.js';
import { type Stage, setStage } from '../sandbox/stage.js';
import { connectToTemporal } from '../src/client/connect.js';
import { readConfig } from '../src/config.js';
import { bareScript, scriptClient } from './bare-script.js';
import { breakEverything, webhookToFirstChange } from './first-change.js';
import { heading, median, row, type Samples } from './samples.js';
import { completedToStable } from './stable.js';
import { benchWebhooks } from './webhooks.js';

const runs = 9;
const [, , scenario = 'bad-release'] = process.argv;
/** On a machine that is busy nine services get fewer requests than a judgement takes, and people would be asked. */
const few = { recovery: { minimumSample: 20 } };
const limits = { firstChangeMs: 350, noticedMs: 5_000 };

async function measure(stage: Stage): Promise<{ first: Samples; script: Samples; noticed: Samples }> {
  const ecs = scriptClient(stage.urls.aws);
  const { client, close } = await connectToTemporal(readConfig({ TEMPORAL_ADDRESS: stage.temporal }).temporal);
  const [first, script, noticed]: [number[], number[], number[]] = [[], [], []];
  await breakEverything(stage);
  for (const service of stage.services) {
    script.push(await bareScript(ecs, 'applylens-prod', `${service}-prod`));
    first.push(await webhookToFirstChange(stage, client, service));
    noticed.push(await completedToStable(client, ecs, service));
  }
  await close();
  return { first, script, noticed };
}

function told({ first, script, noticed }: { first: Samples; script: Samples; noticed: Samples }): boolean {
  const ratio = median(first) / median(script);
  const lines = [
    heading,
    row('webhook → first AWS change, Runback', first),
    row('first read → UpdateService answered, a bare script', script),
    `${'Runback / bare script, medians'.padEnd(58)} ${ratio.toFixed(1).padStart(8)}`,
    row('ECS completed → noticed as stable (one poll is 5,000 ms)', noticed),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const kept = median(first) <= limits.firstChangeMs && Math.max(...noticed) <= limits.noticedMs + 1_000;
  process.stdout.write(kept ? 'Within the limits.\n' : `Not within the limits: ${JSON.stringify(limits)}\n`);
  return kept;
}

/** `applylens-api`, then `applylens-api-2` and so on: each rollback is a first one. */
const serviceNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? 'applylens-api' : `applylens-api-${index + 1}`));

async function benchRollbacks(crew: Crew, folder: string): Promise<boolean> {
  const services: Record<string, object> = Object.fromEntries(serviceNames(runs).map((name) => [name, few] as const));
  return told(await measure(await setStage({ crew, folder, services, requestsPerSecond: 20, scenario })));
}

const folder = await mkdtemp(join(tmpdir(), 'runback-bench-'));
const crew = createCrew({ folder, onLine: () => undefined });
try {
  const kept = await (scenario === 'webhooks' ? benchWebhooks : benchRollbacks)(crew, folder);
  process.exitCode = kept ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await crew.stop();
  await rm(folder, { recursive: true, force: true });
}
