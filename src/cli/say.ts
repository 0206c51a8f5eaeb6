import { endedByTemporalCard, isEndedByTemporal } from '../client/ended-by-temporal.js';
import { isOpen } from '../client/execution.js';
import type { Seen } from '../client/status.js';
import type { Verb } from '../identifiers.js';
import type { Messages } from '../messages.js';
import { whereIs } from './catalogue.js';
import { consequenceOf, whenUndone } from './consequence.js';
import { exits } from './exits.js';
import type { Cli } from './main.js';
import type { ChangingOptions } from './options.js';
import { withTemporal } from './with-temporal.js';

/**
 * Says one thing to the rollback of a service: tells what production will look like, asks at a terminal, sends it and
 * prints the answer. Answers the exit status; throws trouble.
 */
export async function say<V extends Verb>(
  { terminal }: Cli,
  verb: V,
  service: string,
  { env, json = false, yes = false }: ChangingOptions,
  message: Messages[V],
): Promise<number> {
  const where = await whereIs(service, env);
  await checked(verb, message);
  const { rollbackId } = await import('../identifiers.js');
  const id = rollbackId(where.environment, where.service);
  return withTemporal(async (client) => {
    const [{ readStatus }, { sendMessage }, { sayThroughServer }, { settings }] = await Promise.all([
      import('../client/status.js'),
      import('../client/message.js'),
      import('../client/through-server.js'),
      import('../client/settings.js'),
    ]);
    const seen = await readStatus(client, id);
    if (!json) for (const line of foreseen(verb, message, seen)) terminal.err(line);
    if (terminal.interactive && !yes && !hasEnded(seen) && !(await terminal.ask(`${verb} ${id}?`))) {
      terminal.err('Nothing was sent.');
      return exits.otherOutcome;
    }
    const { through } = settings();
    const answer =
      through === undefined
        ? await sendMessage(client, id, verb, message)
        : await sayThroughServer(through, where, verb, message);
    terminal.out(json ? JSON.stringify(answer, null, 2) : answer.said);
    return answer.answered ? exits.asAsked : exits.noWorker;
  });
}

/** Wrong fields are named here already, before anybody is asked anything. */
async function checked<V extends Verb>(verb: V, message: Messages[V]): Promise<void> {
  const { parseMessage } = await import('../messages.js');
  const parsed = parseMessage(verb, message);
  if (parsed.ok) return;
  const { Trouble } = await import('../client/trouble.js');
  throw new Trouble('bad input', `Nothing was sent: ${parsed.problems.join('; ')}`);
}

/** Then there is nothing to ask about: what is sent is refused, with the way to the report. */
const hasEnded = (seen: Seen): boolean => !isOpen(seen.execution);

const foreseen = <V extends Verb>(verb: V, message: Messages[V], seen: Seen): string[] => {
  if (isEndedByTemporal(seen)) return endedByTemporalCard(seen);
  if (seen.from === 'temporal')
    return [`The run does not answer just now (${seen.why}); what production looks like is not known`];
  const { outcome, phase, doing, legalVerbs } = seen.status;
  if (outcome !== undefined) return [`It has ended as ${outcome}: ${doing}`];
  if (isUndo(message)) return [`Now: ${doing}`, whenUndone(seen.status)];
  if (!legalVerbs.includes(verb)) return [`Now: ${doing}`, `It is in phase "${phase}", where ${verb} does not count`];
  return [`Now: ${doing}`, consequenceOf(verb, seen.status), ...('breakGlass' in message ? [alone] : [])];
};

const alone = 'Break-glass: on this word alone. The manager is paged at once, and the report names who and why';

/** Counts wherever something was changed, whether the run waits or not. */
const isUndo = (message: object): boolean => 'action' in message && message.action === 'undo';
