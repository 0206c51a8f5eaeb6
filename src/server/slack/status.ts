// `/runback status [service] [environment]`: the state card, as everywhere else.
import type { Client } from '@temporalio/client';
import { cardOf } from '../../client/card.js';
import { openRollbacks } from '../../client/open-runs.js';
import { findService, type Services } from '../../client/services.js';
import { readStatus } from '../../client/status.js';
import { Trouble } from '../../client/trouble.js';
import { rollbackId } from '../../identifiers.js';

interface Needs {
  readonly client: Client;
  readonly services: Services;
}

const usage = 'Say: /runback status [service] [environment]';

/** What is asked for, as text. Throws what is unexpected. */
export async function answerCommand({ client, services }: Needs, words: readonly string[]): Promise<string> {
  const [verb = 'status', service, environment, ...more] = words;
  if (verb !== 'status' || more.length > 0) return usage;
  try {
    if (service === undefined) return await openOnes(client);
    const found = findService(services, service, environment);
    if ('refused' in found) return `${found.refused} ${usage}`;
    return await cardAt(client, rollbackId(found.entry.environment, found.entry.service));
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
}

const cardAt = async (client: Client, id: string): Promise<string> =>
  cardOf(await readStatus(client, id, { answerWithinMs: 1_500 })).join('\n');

async function openOnes(client: Client): Promise<string> {
  const open = [...(await openRollbacks(client))];
  const [only] = open;
  if (only === undefined) return 'No rollback is open';
  if (open.length === 1) return cardAt(client, only.id);
  return open.map(({ service, environment, startedAt }) => `${service} ${environment}, since ${startedAt}`).join('\n');
}
