// The methods of Slack's Web API that the double knows.
import { type Arguments, isSet, required, SlackRefusal } from './arguments.js';
import { chatMethods } from './chat-methods.js';
import { asSlackShows, type Message, type Messages } from './messages.js';
import { app, type Channel, team, type User, users } from './workspace.js';

export interface Desk {
  readonly channels: readonly Channel[];
  readonly messages: Messages;
}

/** @throws SlackRefusal */
export type Method = (given: Arguments, desk: Desk) => object;

const page = { response_metadata: { next_cursor: '' } };

const readingMethods: Readonly<Record<string, Method>> = {
  'auth.test': () => ({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.userId,
    bot_id: app.botId,
    is_enterprise_install: false,
  }),
  'conversations.list': ({ exclude_archived: withoutArchived }, { channels }) => ({
    channels: channels.filter(({ is }) => is !== 'archived' || !isSet(withoutArchived)).map(shownChannel),
    ...page,
  }),
  'conversations.info': (given, desk) => ({ channel: shownChannel(channelOfCall(given, desk)) }),
  'conversations.history': (given, desk) => {
    const inChannel = (message: Message) => message.threadTs === undefined || message.isBroadcast;
    return { messages: read(given, desk, inChannel).reverse(), has_more: false, pin_count: 0, ...page };
  },
  'conversations.replies': (given, desk) => {
    const ts = required(given, 'ts');
    const found = read(given, desk, (message) => message.ts === ts || message.threadTs === ts);
    if (found.length === 0) throw new SlackRefusal('thread_not_found');
    return { messages: found, has_more: false, ...page };
  },
  'users.info': (given) => {
    const wanted = required(given, 'user');
    return { user: shownUser(users.find(({ id }) => id === wanted) ?? refuse('user_not_found')) };
  },
  'users.lookupByEmail': (given) => {
    const wanted = required(given, 'email').toLowerCase();
    return { user: shownUser(users.find(({ email }) => email === wanted) ?? refuse('users_not_found')) };
  },
};

export const methods: Readonly<Record<string, Method>> = { ...readingMethods, ...chatMethods };

function refuse(error: string): never {
  throw new SlackRefusal(error);
}

function channelOfCall(given: Arguments, { channels }: Desk): Channel {
  const wanted = required(given, 'channel');
  return channels.find(({ id }) => id === wanted) ?? refuse('channel_not_found');
}

/** Oldest first; what only one person sees is not in it. */
function read(given: Arguments, desk: Desk, isAsked: (message: Message) => boolean): object[] {
  const channel = channelOfCall(given, desk);
  const { oldest, latest, include_all_metadata: withMetadata } = given;
  const isInTime = ({ ts }: Message): boolean =>
    (oldest === undefined || Number(ts) > Number(oldest)) && (latest === undefined || Number(ts) < Number(latest));
  const isSeen = (message: Message): boolean =>
    message.channel === channel && !message.isDeleted && message.onlyFor === undefined && isAsked(message);
  return desk.messages
    .list()
    .filter((message) => isSeen(message) && isInTime(message))
    .map((message) => {
      const { metadata, ...shown } = asSlackShows(message) as { metadata?: unknown };
      return isSet(withMetadata) && metadata !== undefined ? { ...shown, metadata } : shown;
    });
}

const shownChannel = ({ id, name, is }: Channel): object => ({
  id,
  name,
  name_normalized: name,
  is_channel: true,
  is_private: false,
  is_archived: is === 'archived',
  is_member: is === 'open',
});

const shownUser = ({ id, name, realName, email }: User): object => ({
  id,
  team_id: team.id,
  name,
  deleted: false,
  real_name: realName,
  tz: 'Etc/UTC',
  profile: { real_name: realName, display_name: name, email, team: team.id },
  is_bot: false,
});
