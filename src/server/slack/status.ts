// `/runback status [service] [environment]`: the state card, as everywhere else, for those who may read it.
import type { Client } from '@temporalio/client';
import { catalogueOf } from '../../catalogue/catalogue.js';
import { cardOf } from '../../client/card.js';
import { openRollbacks } from '../../client/open-runs.js';
import { findService, type Services } from '../../client/services.js';
import { readStatus } from '../../client/status.js';
import { Trouble } from '../../client/trouble.js';
import { rollbackId } from '../../identifiers.js';
import { type Holder, mayRead } from '../holder.js';
import { unknownUser } from './answers.js';
import type { SlashCommand } from './payload.js';

interface Needs {
  readonly client: Client;
  readonly services: Services;
  /** Who is this user of Slack. */
  readonly ofSlack: (user: string) => Holder | undefined;
}

const usage = 'Say: /runback status [service] [environment]';

/** What is asked for, as text. Throws what is unexpected. */
export async function answerCommand(needs: Needs, { text, user_id: user }: SlashCommand): Promise<string> {
  const [verb = 'status', service, environment, ...more] = text.trim().split(/\s+/).filter(Boolean);
  if (verb !== 'status' || more.length > 0) return usage;
  const holder = needs.ofSlack(user);
  if (holder === undefined) return unknownUser(user);
  if (!mayRead(holder)) return `${holder.name} may not look at rollbacks; this needs viewer, operator or approver`;
  try {
    return await (service === undefined
      ? openOnes(needs.client, holder)
      : oneOf(needs, holder, { service, ...(environment === undefined ? {} : { environment }) }));
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
}

/** What he may not read is to him as if it were not in the catalogue. */
async function oneOf(
  { client, services }: Needs,
  holder: Holder,
  asked: { readonly service: string; readonly environment?: string },
): Promise<string> {
  const here = catalogueOf(services.entries().filter((entry) => mayRead(holder, entry)));
  const found = findService(here, asked.service, asked.environment);
  if ('refused' in found) return `${found.refused} ${usage}`;
  return cardAt(client, rollbackId(found.entry.environment, found.entry.service));
}

const cardAt = async (client: Client, id: string): Promise<string> =>
  cardOf(await readStatus(client, id, { answerWithinMs: 1_500 })).join('\n');

async function openOnes(client: Client, holder: Holder): Promise<string> {
  const open = (await openRollbacks(client)).filter((run) => mayRead(holder, run));
  const [only] = open;
  if (only === undefined) return 'No rollback is open';
  if (open.length === 1) return cardAt(client, only.id);
  return open.map(({ service, environment, startedAt }) => `${service} ${environment}, since ${startedAt}`).join('\n');
}
