// From the instant at which the runbook's rule is breached to the accepted rollback, by an alert of the sandbox's own alerting.
import type { Client } from '@temporalio/client';
import { until } from '../sandbox/processes/until.js';
import { post, type Stage } from '../sandbox/stage.js';
import { readStatus } from '../src/client/status.js';
import { rollbackId } from '../src/identifiers.js';
import { isBreached } from './first-change.js';

/** Milliseconds, to the 20 ms with which it is looked. */
export async function breachToAccepted(stage: Stage, client: Client, service: string): Promise<number> {
  const isBreachedNow = await isBreached(stage, service);
  await post(new URL('/deploy', stage.urls.control), { service: `${service}-prod` });
  const breachedAt = await until('the rule was not breached', 120_000, async () =>
    (await isBreachedNow()) ? Date.now() : undefined,
  );
  const acceptedAt = await until('no rollback was accepted', 60_000, async () => {
    const seen = await readStatus(client, rollbackId('prod', service)).catch(() => undefined);
    return seen?.from === 'the run' ? seen.status.times.acceptedAt : undefined;
  });
  return Date.parse(acceptedAt) - breachedAt;
}
