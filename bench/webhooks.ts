// How fast alerts become rollbacks: of services that the catalogue alone knows, and of one whose release is bad.
import { cpus, loadavg } from 'node:os';
import type { Client } from '@temporalio/client';
import type { Crew } from '../sandbox/processes/crew.js';
import { type Stage, setStage } from '../sandbox/stage.js';
import { connectToTemporal } from '../src/client/connect.js';
import { readConfig } from '../src/config.js';
import { breachToAccepted } from './breach.js';
import { flood, webhookToRunning } from './flood.js';
import { heading, p95, row, type Samples } from './samples.js';

const samples = 60;
const flooded = 20;
const many = { perSecond: 200, seconds: 60 } as const;
const limits = { runningP95Ms: 250, answeredMs: 1_000 } as const;

const named = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);

/** Whether the limits were kept. */
export async function benchWebhooks(crew: Crew, folder: string): Promise<boolean> {
  const [singles, crowd] = [named('single', samples), named('crowd', flooded)];
  const services = { 'applylens-api': {} };
  const listed = ['warm-up', ...singles, ...crowd];
  const stage = await setStage({ crew, folder, services, listed, alerts: true, requestsPerSecond: 60 });
  const { client, close } = await connectToTemporal(readConfig({ TEMPORAL_ADDRESS: stage.temporal }).temporal);
  process.stdout.write(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1) ?? '?'} before it began\n${heading}\n`);
  try {
    const running = await oneAfterTheOther(stage, client, singles);
    const breach = await breachToAccepted(stage, client, 'applylens-api');
    process.stdout.write(`${row("breached → accepted, by the sandbox's alerting in quick time", [breach])}\n`);
    return (await isFloodBorne(stage, client, crowd)) && p95(running) <= limits.runningP95Ms;
  } finally {
    await close();
  }
}

async function oneAfterTheOther(stage: Stage, client: Client, services: readonly string[]): Promise<Samples> {
  await webhookToRunning(stage, client, 'warm-up');
  const running: number[] = [];
  for (const service of services) running.push(await webhookToRunning(stage, client, service));
  process.stdout.write(`${row('webhook → running workflow', running)}\n`);
  process.stdout.write(`  95th percentile ${Math.round(p95(running))} ms (limit ${limits.runningP95Ms} ms)\n`);
  return running;
}

async function isFloodBorne(stage: Stage, client: Client, services: readonly string[]): Promise<boolean> {
  const { sent, sentAgain, lost, answered, runs } = await flood(stage, client, services, many);
  process.stdout.write(`${row(`webhook → answer, ${many.perSecond} a second for ${many.seconds} s`, answered)}\n`);
  process.stdout.write(
    `  ${sent} sent, ${sentAgain} sent again, ${lost} lost; ${runs} rollbacks of ${services.length} services; 95th percentile ${Math.round(p95(answered))} ms\n`,
  );
  return lost === 0 && runs === services.length && Math.max(...answered) <= limits.answeredMs + 100;
}
