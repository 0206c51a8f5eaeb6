// Says something through the server, which proves to the rollback who speaks; straight through Temporal a name is only claimed.
import type { Config } from '../config.js';
import { sentenceOf } from '../failures.js';
import type { Verb } from '../identifiers.js';
import type { Messages } from '../messages.js';
import type { Answer } from './message.js';
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
  { server, token }: Through,
  where: { readonly environment: string; readonly service: string },
  verb: V,
  { by: _by, ...message }: Messages[V],
): Promise<Answer> {
  const path = `rollbacks/${encodeURIComponent(where.environment)}/${encodeURIComponent(where.service)}/${verb}`;
  const attempted = `Saying ${verb} through the server ${server}`;
  const answer = await fetch(new URL(path, `${server.replace(/\/$/, '')}/`), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal: AbortSignal.timeout(answersWithinMs),
  }).catch((error: unknown) => {
    throw new Trouble('no answer', sentenceOf({ attempted, cameBack: reasonOf(error), next: 'Check RUNBACK_SERVER' }));
  });
  const told = (await answer.json().catch(() => ({}))) as { said?: string; messageId?: string; detail?: string };
  const { said = 'Taken', messageId = '', detail = `HTTP status ${answer.status}` } = told;
  if (answer.ok) return { answered: answer.status === 200, said, messageId };
  throw new Trouble(kinds[answer.status] ?? 'no answer', detail);
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : 'no answer';
};
