// What the server passes on for somebody whom it knows: HTTP and Slack alike. His name and roles are the credential's own.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import { relayKeys, signed } from '../../activities/relayed.js';
import { type Answer, sendMessage } from '../client/message.js';
import { type Started, startRollback } from '../client/start.js';
import { type Relayable, rollbackId, type Verb } from '../identifiers.js';
import { parseMessage } from '../messages.js';
import type { Role } from '../relayed.js';
import type { RollbackRequest } from '../rollback.js';
import { type Holder, rolesAt } from './holder.js';
import { Problem } from './problem.js';

export interface RelayNeeds {
  readonly client: Client;
  /** Reference to the key that server and worker share; without it names are only claimed. */
  readonly relayKey?: string;
}

interface Said {
  readonly where: { readonly environment: string; readonly service: string };
  readonly verb: Verb;
  /** What is said, without who says it. */
  readonly message: object;
  readonly holder: Holder;
  readonly messageId?: string;
  readonly log: FastifyBaseLogger;
}

/** Throws 422 with a sentence per wrong field, or the trouble of `sendMessage`. */
export async function relay(needs: RelayNeeds, { where, verb, message, holder, ...said }: Said): Promise<Answer> {
  const { messageId = randomUUID(), log } = said;
  const parsed = parseMessage(verb, { ...message, by: holder.name, messageId });
  if (!parsed.ok) throw new Problem(422, `Nothing was sent: ${parsed.problems.join('; ')}`, parsed.problems);
  const id = rollbackId(where.environment, where.service);
  const sent = await vouchedFor(needs, { workflowId: id, verb, roles: rolesAt(holder, where) }, parsed.value, log);
  return sendMessage(needs.client, id, verb, sent, { messageId });
}

/** Asks for a rollback in the name of one with these roles there: the request says whose. Throws `temporal not reached`. */
export async function relayRequest(
  needs: RelayNeeds,
  request: RollbackRequest,
  roles: readonly Role[],
  log: Log,
): Promise<Started> {
  const { environment, service, requestId = randomUUID() } = request;
  const of = { workflowId: rollbackId(environment, service), verb: 'request', roles } as const;
  return startRollback(needs.client, await vouchedFor(needs, of, { ...request, requestId }, log));
}

type Log = Pick<FastifyBaseLogger, 'warn'>;

/** Signed, where there is a key. */
async function vouchedFor<M extends object>(
  needs: RelayNeeds,
  of: { readonly workflowId: string; readonly verb: Relayable; readonly roles: readonly Role[] },
  message: M,
  log: Log,
): Promise<M> {
  const key = await signingKey(needs, log);
  return key === undefined ? message : signed(key, of, message);
}

async function signingKey({ relayKey }: RelayNeeds, log: Log): Promise<string | undefined> {
  if (relayKey === undefined) return undefined;
  try {
    return (await relayKeys(relayKey))[0];
  } catch (error) {
    log.warn({ cause: String(error) }, 'No key to sign with: names are only claimed. Make one: runback relay-key');
    return undefined;
  }
}
