// Says something to a running rollback: as an Update, which is answered, and where that matters most as a Signal too.
import { randomUUID } from 'node:crypto';
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { sentenceOf } from '../failures.js';
import type { Verb } from '../identifiers.js';
import type { Messages } from '../messages.js';
import { isDeadline, temporalAnswersWithin, troubleOf } from './temporal-trouble.js';
import { Trouble } from './trouble.js';

export type Answer =
  | { readonly answered: true; readonly said: string; readonly messageId: string }
  /** The run did not answer in time; the message waits for it in Temporal. */
  | { readonly answered: false; readonly said: string; readonly messageId: string };

interface Options {
  /** Names this message: sent again with the same id it is taken once. */
  readonly messageId?: string;
  readonly answerWithinMs?: number;
}

const sentAgainAsSignal: ReadonlySet<Verb> = new Set(['approve', 'reject', 'abort', 'decide']);

/**
 * Sends one message and tells what the rollback answered. Throws `nothing open` when no run is open under the id,
 * `refused` with the rollback's own sentence, `no answer`, or `temporal not reached`.
 */
export async function sendMessage<V extends Verb>(
  client: Client,
  id: string,
  name: V,
  message: Messages[V],
  { messageId = randomUUID(), answerWithinMs = 2_000 }: Options = {},
): Promise<Answer> {
  const handle = client.workflow.getHandle(id);
  const named = { ...message, messageId };
  try {
    const answer: unknown = await client.withDeadline(Date.now() + answerWithinMs, () =>
      handle.executeUpdate<unknown, [unknown]>(name, { args: [named], updateId: messageId }),
    );
    return { answered: true, said: saidIn(answer), messageId };
  } catch (error) {
    if (!isDeadline(error)) throw troubleWithUpdate(name, id, error);
  }
  if (!sentAgainAsSignal.has(name)) throw noAnswer(name, id);
  return sendAsSignal(client, id, name, named);
}

async function sendAsSignal(client: Client, id: string, name: Verb, named: { messageId: string }): Promise<Answer> {
  try {
    await client.withDeadline(Date.now() + temporalAnswersWithin, () =>
      client.workflow.getHandle(id).signal(name, named),
    );
  } catch (error) {
    throw troubleWithUpdate(name, id, error);
  }
  const within = 'relayed' in named ? ', if that is within 10 minutes' : '';
  const said = `Sent, not yet answered: ${id} takes the ${name} as soon as a worker serves it${within}`;
  return { answered: false, said, messageId: named.messageId };
}

const saidIn = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'said' in answer && typeof answer.said === 'string'
    ? answer.said
    : 'Taken';

const noAnswer = (name: Verb, id: string): Trouble =>
  new Trouble(
    'no answer',
    sentenceOf({
      attempted: `Sending ${name} to ${id}`,
      cameBack: 'it did not answer in time, so it may not have been taken',
      next: 'See whether a worker runs (runback check), then say it again',
    }),
  );

const troubleWithUpdate = (name: Verb, id: string, error: unknown): Trouble => {
  if (error instanceof WorkflowUpdateFailedError) return new Trouble('refused', innermostMessage(error));
  if (!(error instanceof WorkflowNotFoundError)) return troubleOf(`Sending ${name} to ${id}`, error);
  const [, environment = '', ...service] = id.split('/');
  const next = `Runs that are open: runback; the last one: runback report ${service.join('/')} --env ${environment}`;
  return new Trouble(
    'nothing open',
    sentenceOf({
      attempted: `Sending ${name} to ${id}`,
      cameBack: 'no rollback is open there',
      next,
    }),
  );
};

const innermostMessage = (error: Error): string =>
  error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
