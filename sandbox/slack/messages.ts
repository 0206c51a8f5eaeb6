// The messages of the workspace, with every version that they had.
import { type Block, buttonsOf } from './blocks.js';
import { pingsOf } from './pings.js';
import { app, type Channel, team, type User } from './workspace.js';

export interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly namesAreLinked: boolean;
}

interface Version extends Content {
  /** ISO 8601, with milliseconds. */
  readonly at: string;
}

export interface Message {
  /** Seconds and microseconds of its moment, unique in its channel. */
  readonly ts: string;
  readonly channel: Channel;
  readonly threadTs?: string;
  /** Shown in the channel as well as in its thread. */
  readonly isBroadcast: boolean;
  readonly via: 'chat.postMessage' | 'response_url' | 'answer';
  /** Whom alone it is shown to. */
  readonly onlyFor?: User;
  readonly metadata?: unknown;
  /** Oldest first. */
  readonly versions: readonly [Version, ...Version[]];
  readonly isDeleted: boolean;
}

export type NewMessage = Content &
  Pick<Message, 'channel' | 'via'> &
  Partial<Pick<Message, 'threadTs' | 'isBroadcast' | 'onlyFor' | 'metadata'>>;

export interface Messages {
  post(message: NewMessage): Message;
  /** A further version. */
  edit(message: Message, content: Content): Message;
  remove(message: Message): void;
  find(channel: Channel, ts: string): Message | undefined;
  /** In the order in which they came, deleted ones too. */
  list(): readonly Message[];
  clear(): void;
}

export function createMessages(now: () => number): Messages {
  let messages: Message[] = [];
  let lastMicros = 0;
  const nextTs = (): string => {
    lastMicros = Math.max(now() * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${`${lastMicros % 1e6}`.padStart(6, '0')}`;
  };
  const version = ({ text, blocks, namesAreLinked }: Content): Version => {
    return { text, blocks, namesAreLinked, at: new Date(now()).toISOString() };
  };
  const replace = (old: Message, changed: Message): Message => {
    messages = messages.map((each) => (each === old ? changed : each));
    return changed;
  };
  return {
    post({ text, blocks, namesAreLinked, isBroadcast = false, ...message }) {
      const versions = [version({ text, blocks, namesAreLinked })] as const;
      const posted = { ...message, isBroadcast, ts: nextTs(), versions, isDeleted: false } satisfies Message;
      messages.push(posted);
      return posted;
    },
    edit: (message, content) => replace(message, { ...message, versions: [...message.versions, version(content)] }),
    remove: (message) => void replace(message, { ...message, isDeleted: true }),
    find: (channel, ts) => messages.find((each) => each.channel === channel && each.ts === ts && !each.isDeleted),
    list: () => messages,
    clear() {
      messages = [];
    },
  };
}

export const contentOf = ({ versions }: Message): Version => versions.at(-1) ?? versions[0];

export function permalinkOf({ channel, ts, threadTs }: Message): string {
  const link = `https://${team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
  return threadTs === undefined ? link : `${link}?thread_ts=${threadTs}&cid=${channel.id}`;
}

/** As Slack's API returns it. */
export function asSlackShows(message: Message): object {
  const { text, blocks, at } = contentOf(message);
  const { ts, threadTs, metadata, versions } = message;
  return {
    user: app.userId,
    type: 'message',
    ts,
    bot_id: app.botId,
    app_id: app.id,
    text,
    team: team.id,
    ...(blocks.length === 0 ? {} : { blocks }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(versions.length > 1 && { edited: { user: app.botId, ts: `${Math.floor(Date.parse(at) / 1000)}.000000` } }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** As tests look at it. */
export function asTestsSee(message: Message): object {
  const { channel, ts, threadTs, via, onlyFor, metadata, versions, isDeleted, isBroadcast } = message;
  const [first] = versions;
  const { text, blocks, at } = contentOf(message);
  return {
    channel: `#${channel.name}`,
    channelId: channel.id,
    ts,
    ...(threadTs === undefined ? {} : { threadTs }),
    at: first.at,
    text,
    blocks,
    buttons: buttonsOf(blocks).map(({ button: { text: label, action_id: actionId, value } }) => {
      return { text: label.text, actionId, value };
    }),
    pings: [...new Set(versions.flatMap(pingsOf))],
    edits: versions.slice(1).map(({ at: editedAt, text: editedText }) => ({ at: editedAt, text: editedText })),
    ...(versions.length > 1 && { editedAt: at, firstText: first.text }),
    permalink: permalinkOf(message),
    via,
    ...(isBroadcast && { isBroadcast }),
    ...(isDeleted && { isDeleted }),
    ...(onlyFor === undefined ? {} : { onlyFor: onlyFor.name }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
