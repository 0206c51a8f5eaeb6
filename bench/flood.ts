// Webhooks as Alertmanager sends them, one after the other and many at once.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Stage } from '../sandbox/stage.js';
import { rollbackId } from '../src/identifiers.js';
import { anAlert } from './an-alert.js';

/** Milliseconds from the sending of the webhook to the end of the run's first workflow task. */
export async function webhookToRunning(stage: Stage, client: Client, service: string): Promise<number> {
  const sentAt = Date.now();
  if ((await deliver(stage, service)) !== 202) throw new Error(`The webhook for ${service} was not taken`);
  const handle = client.workflow.getHandle(rollbackId('prod', service));
  for (;;) {
    const { events } = await handle.fetchHistory();
    const { eventTime } = events?.find(({ workflowTaskCompletedEventAttributes: done }) => done) ?? {};
    if (eventTime) return Number(eventTime.seconds) * 1_000 + (eventTime.nanos ?? 0) / 1e6 - sentAt;
    await sleep(5);
  }
}

interface Flood {
  readonly sent: number;
  /** Answered 503, and sent again as a sender would. */
  readonly sentAgain: number;
  /** Neither taken nor asked for again. */
  readonly lost: number;
  /** Milliseconds to each answer. */
  readonly answered: readonly number[];
  /** Runs that were started for the services, all told. */
  readonly runs: number;
}

/** With pauses that grow by a half, as Alertmanager's do: about half a minute. */
const attempts = 8;

/** So many new alerts a second, each in a delivery of its own, spread over the services. */
export async function flood(
  stage: Stage,
  client: Client,
  services: readonly string[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Flood> {
  const answered: number[] = [];
  let [sentAgain, lost] = [0, 0];
  const send = async (service: string, attempt = 1): Promise<void> => {
    const begun = performance.now();
    const status = await deliver(stage, service).catch(() => 0);
    answered.push(performance.now() - begun);
    if (status === 202) return;
    if (status !== 503 || attempt === attempts) lost += 1;
    else {
      sentAgain += 1;
      await sleep(500 * 1.5 ** attempt);
      await send(service, attempt + 1);
    }
  };
  const begun = performance.now();
  const all: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    await sleep(Math.max(0, begun + (index * 1_000) / perSecond - performance.now()));
    all.push(send(services[index % services.length] ?? ''));
  }
  await Promise.all(all);
  return { sent: all.length, sentAgain, lost, answered, runs: await runsOf(client, services) };
}

async function runsOf(client: Client, services: readonly string[]): Promise<number> {
  const counts = services.map((service) => client.workflow.count(`WorkflowId = "${rollbackId('prod', service)}"`));
  return (await Promise.all(counts)).reduce((sum, { count }) => sum + count, 0);
}

async function deliver({ urls, tokens }: Stage, service: string): Promise<number> {
  const answer = await fetch(new URL('/webhooks/alertmanager', urls.server), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.alertSender}` },
    body: JSON.stringify(anAlert(service, randomUUID().slice(0, 16))),
  });
  await answer.arrayBuffer();
  return answer.status;
}
