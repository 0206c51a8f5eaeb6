// The addresses by which an app answers an interaction later: five times, within half an hour.
import { randomUUID } from 'node:crypto';

import { type Arguments, isSet } from './arguments.js';
import { contentOfCall } from './content.js';
import type { Message } from './messages.js';
import type { Desk } from './methods.js';
import type { Channel, User } from './workspace.js';

const longestMs = 30 * 60_000;
const usesOfOne = 5;

interface Interaction {
  readonly channel: Channel;
  readonly user: User;
  /** The message whose button was pressed. */
  readonly message?: Message;
}

export interface ResponseUrls {
  /** The path of a new one, `/actions/…` or `/commands/…`. */
  make(interaction: Interaction): string;
  /** @throws SlackRefusal when the content is none; `used_url`, `expired_url` or `invalid_url` are returned */
  use(path: string, given: Arguments): 'taken' | 'used_url' | 'expired_url' | 'invalid_url';
}

export function createResponseUrls(desk: Desk, now: () => number): ResponseUrls {
  const known = new Map<string, { readonly interaction: Interaction; readonly madeAt: number; uses: number }>();
  return {
    make(interaction) {
      const kind = interaction.message === undefined ? 'commands' : 'actions';
      const path = `/${kind}/${randomUUID()}`;
      known.set(path, { interaction, madeAt: now(), uses: 0 });
      return path;
    },
    use(path, given) {
      const found = known.get(path);
      if (found === undefined) return 'invalid_url';
      if (now() - found.madeAt > longestMs) return 'expired_url';
      if (found.uses >= usesOfOne) return 'used_url';
      answer(desk, found.interaction, given, 'response_url');
      found.uses += 1;
      return 'taken';
    },
  };
}

/** Posts what the app answered: to the person alone unless it says `in_channel`; @throws SlackRefusal */
export function answer(
  { messages }: Desk,
  { channel, user, message }: Interaction,
  given: Arguments,
  via: 'response_url' | 'answer',
): void {
  const current = message && messages.find(message.channel, message.ts);
  if (current && isSet(given.delete_original)) return messages.remove(current);
  const { text, blocks, namesAreLinked } = contentOfCall(given, 'post');
  const content = { text, blocks, namesAreLinked };
  if (current && isSet(given.replace_original)) return void messages.edit(current, content);
  const threadTs = current && typeof given.thread_ts === 'string' ? given.thread_ts : undefined;
  messages.post({
    ...content,
    channel,
    via,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(given.response_type === 'in_channel' ? {} : { onlyFor: user }),
  });
}
