// Says something through the server, which proves to the rollback who speaks; straight through Temporal a name is only claimed.
import { randomUUID } from 'node:crypto';
import type { Config } from '../config.js';
import { sentenceOf } from '../failures.js';
import type { GuardRequest } from '../guard/guard-request.js';
import { guardId, rollbackId, type Verb } from '../identifiers.js';
import type { Messages } from '../messages.js';
import type { RollbackRequest } from '../rollback.js';
import type { GuardStarted } from './guard.js';
import type { Answer } from './message.js';
import type { Started } from './start.js';
import { Trouble, type TroubleKind } from './trouble.js';

type Through = NonNullable<Config['through']>;

const answersWithinMs = 10_000;
const kinds: Readonly<Record<number, TroubleKind>> = {
  401: 'refused',
  403: 'refused',
  409: 'refused',
  422: 'bad input',
};

/** Throws trouble with the server's own sentence. The message id makes a repetition count once. */
export async function sayThroughServer<V extends Verb>(
  through: Through,
  where: { readonly environment: string; readonly service: string },
  verb: V,
  { by: _by, ...message }: Messages[V],
): Promise<Answer> {
  const path = `rollbacks/${encodeURIComponent(where.environment)}/${encodeURIComponent(where.service)}/${verb}`;
  const { status, told } = await post(through, path, message, `Saying ${verb}`);
  const { said = 'Taken', messageId = '' } = told;
  return { answered: status === 200, said, messageId };
}

/** Asks for a rollback in the name of the token's holder. Throws as above; repeating it under the same `requestId` does no harm. */
export async function askThroughServer(
  through: Through,
  { requestedBy: _by, acceptedAt: _at, ...request }: RollbackRequest,
): Promise<Pick<Started, 'id' | 'runId' | 'started'>> {
  const asked = { ...request, requestId: request.requestId ?? randomUUID() };
  const { told } = await post(through, 'rollbacks', asked, 'Asking for a rollback');
  const { id = rollbackId(request.environment, request.service), runId = '', started = false } = told;
  return { id, runId, started };
}

/** Has a deployment guarded, in the name of the token's holder. Throws as above; repeating it does no harm. */
export async function guardThroughServer(
  through: Through,
  { requestedBy: _by, ...request }: GuardRequest,
): Promise<Pick<GuardStarted, 'id' | 'started'>> {
  const { told } = await post(through, 'guards', request, 'Having a deployment guarded');
  const { id = guardId(request.environment, request.service, request.deployment), started = false } = told;
  return { id, started };
}

interface Told {
  readonly said?: string;
  readonly messageId?: string;
  readonly detail?: string;
  readonly id?: string;
  readonly runId?: string;
  readonly started?: boolean;
}

async function post(
  { server, token }: Through,
  path: string,
  body: object,
  what: string,
): Promise<{ readonly status: number; readonly told: Told }> {
  const attempted = `${what} through the server ${server}`;
  const answer = await fetch(new URL(path, `${server.replace(/\/$/, '')}/`), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(answersWithinMs),
  }).catch((error: unknown) => {
    throw new Trouble('no answer', sentenceOf({ attempted, cameBack: reasonOf(error), next: 'Check RUNBACK_SERVER' }));
  });
  const told = (await answer.json().catch(() => ({}))) as Told;
  if (answer.ok) return { status: answer.status, told };
  throw new Trouble(kinds[answer.status] ?? 'no answer', told.detail ?? `HTTP status ${answer.status}`);
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : 'no answer';
};
