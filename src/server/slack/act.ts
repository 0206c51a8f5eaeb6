// From a button in Slack to the same message as over HTTP: who pressed it is the holder that the tokens name for that user.
import type { FastifyBaseLogger } from 'fastify';
import { findService, type Services } from '../../client/services.js';
import { Trouble } from '../../client/trouble.js';
import type { Verb } from '../../identifiers.js';
import { oneLine } from '../../runbook/wording.js';
import { type Holder, mayActAs } from '../holder.js';
import { roleFor } from '../message-routes.js';
import { Problem } from '../problem.js';
import { type RelayNeeds, relay } from '../relay.js';
import { unknownUser } from './answers.js';
import type { ButtonPress, Pressed } from './payload.js';

export interface SlackNeeds extends RelayNeeds {
  readonly services: Services;
  /** Who is this user of Slack. */
  readonly ofSlack: (user: string) => Holder | undefined;
}

/** What came of it, a sentence. Never throws. */
export async function pressButton(needs: SlackNeeds, press: ButtonPress, log: FastifyBaseLogger): Promise<string> {
  const { user, trigger, pressed, at } = press;
  const found = findService(needs.services, at.service, at.environment);
  const refused = (why: string): string => {
    log.warn({ by: needs.ofSlack(user)?.name ?? user, pressed, ...at, why: oneLine(why, 500) }, 'Refused');
    return why;
  };
  if ('refused' in found) return refused(`${found.refused} Nothing was sent`);
  const { service, environment } = found.entry;
  const where = { service, environment };
  const verb: Verb = pressed === 'undo' ? 'decide' : pressed;
  const holder = needs.ofSlack(user);
  if (holder === undefined) return refused(`${unknownUser(user)}. Nothing was sent`);
  const role = roleFor(verb);
  if (!mayActAs([role], holder, where))
    return refused(`${holder.name} is no ${role} for ${service} in ${environment}. Nothing was sent`);
  try {
    const messageId = trigger === undefined ? {} : { messageId: `slack/${trigger}`.slice(0, 200) };
    const answer = await relay(needs, { where, verb, message: messageOf(pressed, at), holder, log, ...messageId });
    return `${verb}: ${answer.said}`;
  } catch (error) {
    if (error instanceof Trouble || error instanceof Problem) return refused(error.message);
    log.error(error, 'A button failed');
    return 'Runback failed unexpectedly; its log has the reason. Try again, or use the command line';
  }
}

function messageOf(pressed: Pressed, { run, item }: ButtonPress['at']): object {
  if (pressed === 'confirm') return { run, item };
  if (pressed === 'undo') return { run, action: 'undo', reason: 'by a button in Slack' };
  return pressed === 'abort' ? { run, reason: 'by a button in Slack' } : { run };
}
