// Webhook to first AWS change, one rollback after the other, each of another service.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { measureErrorRate } from '../activities/look-around.js';
import { until } from '../sandbox/processes/until.js';
import { post, type Stage } from '../sandbox/stage.js';
import { loadCatalogue } from '../src/catalogue/load-catalogue.js';
import { readStatus } from '../src/client/status.js';
import { rollbackId } from '../src/identifiers.js';
import { errorRateLimits, judgeErrorRate } from '../src/runbook/when-to-rollback.js';
import { anAlert } from './an-alert.js';

/** Deploys the bad release everywhere and waits until the runbook's rule is breached for each. */
export async function breakEverything(stage: Stage): Promise<void> {
  for (const name of stage.services) await post(new URL('/deploy', stage.urls.control), { service: `${name}-prod` });
  for (const name of stage.services) await untilBreached(stage, name);
}

/** Whoever sends an alert that Runback cannot confirm measures how fast people answer. */
async function untilBreached(stage: Stage, name: string): Promise<void> {
  const isBreachedNow = await isBreached(stage, name);
  await until(`the error rate of ${name} did not breach the rule`, 120_000, async () =>
    (await isBreachedNow()) ? true : undefined,
  );
}

/** By what Prometheus says at the moment it is asked. */
export async function isBreached(stage: Stage, name: string): Promise<() => Promise<boolean>> {
  const catalogue = await loadCatalogue({ file: 'runback.yaml', overlay: stage.overlay });
  const found = catalogue.find(name, 'prod');
  if ('refused' in found) throw new Error(found.refused);
  const { entry } = found;
  return async () => judgeErrorRate(await measureErrorRate({ entry }), errorRateLimits(entry)).verdict === 'breached';
}

/** Milliseconds from the sending of the webhook to the time at which the simulated AWS took UpdateService. */
export async function webhookToFirstChange(stage: Stage, client: Client, service: string): Promise<number> {
  await untilBreached(stage, service);
  const before = await changes(stage);
  const sentAt = Date.now();
  await post(
    new URL('/webhooks/alertmanager', stage.urls.server),
    anAlert(`${service}-prod`, randomUUID().slice(0, 16)),
    {
      authorization: `Bearer ${stage.tokens.alertSender}`,
    },
  );
  const [first] = await until(`no change of ${service} was seen`, 60_000, async () => {
    const seen = (await changes(stage)).slice(before.length);
    return seen.length > 0 ? seen : undefined;
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${await whatItDoes(client, service)}`);
  });
  return Date.parse(first?.at ?? '') - sentAt;
}

async function whatItDoes(client: Client, service: string): Promise<string> {
  const seen = await readStatus(client, rollbackId('prod', service));
  return seen.from === 'temporal' ? seen.why : (seen.status.waiting?.why ?? seen.status.doing);
}

interface Call {
  readonly at: string;
  readonly accessKeyId?: string;
}

async function changes({ urls }: Stage): Promise<readonly Call[]> {
  const url = new URL('/calls?operation=ecs:UpdateService', urls.control);
  const { calls } = (await (await fetch(url)).json()) as { calls: readonly Call[] };
  return calls.filter(({ accessKeyId }) => accessKeyId !== 'SCRIPT').toSorted((a, b) => a.at.localeCompare(b.at));
}
