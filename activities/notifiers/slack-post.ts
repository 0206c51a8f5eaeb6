// One message in Slack, once: chat.postMessage has no key of its own, so each message carries the notice's.

import type { ChatPostMessageArguments, WebClient } from '@slack/web-api';
import type { SlackMessage } from '../../src/notices/slack-message.js';
import { channelId } from './slack-client.js';

export interface Posted {
  /** Slack's id. */
  readonly channel: string;
  readonly ts: string;
}

export interface ToPost {
  /** "#incidents", or Slack's id once it is known. */
  readonly channel: string;
  readonly message: SlackMessage;
  readonly key: string;
  readonly threadTs?: string;
  /** ISO time before which it cannot have been posted. */
  readonly since: string;
  readonly again: boolean;
}

const eventType = 'runback_notice';

/** Posts it, unless it is there already. */
export async function postOnce(client: WebClient, post: ToPost): Promise<Posted> {
  const earlier = post.again ? await findPosted(client, post) : undefined;
  if (earlier !== undefined) return earlier;
  const { channel, ts } = await client.chat.postMessage({
    channel: post.channel,
    ...contentOf(post.message),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: eventType, event_payload: { key: post.key } },
    ...(post.threadTs === undefined ? {} : { thread_ts: post.threadTs, reply_broadcast: false }),
  });
  if (channel === undefined || ts === undefined) throw new Error('Slack took a message and did not say where it is');
  return { channel, ts };
}

type Blocks = Extract<ChatPostMessageArguments, { blocks: unknown }>['blocks'];

export const contentOf = ({ text, blocks }: SlackMessage) => ({
  text,
  blocks: blocks as unknown as Blocks,
});

async function findPosted(client: WebClient, { key, threadTs, since, ...post }: ToPost): Promise<Posted | undefined> {
  const channel = post.channel.startsWith('#') ? await channelId(client, post.channel) : post.channel;
  if (channel === undefined) return undefined;
  // Slack's clock may be behind the worker's.
  const oldest = String(Date.parse(since) / 1_000 - 300);
  const found = { channel, oldest, include_all_metadata: true, limit: 200 } as const;
  const { messages = [] } = await (threadTs === undefined
    ? client.conversations.history(found)
    : client.conversations.replies({ ...found, ts: threadTs }));
  const mine = messages.find((message) => keyOf(message as Marked) === key);
  return mine?.ts === undefined ? undefined : { channel, ts: mine.ts };
}

interface Marked {
  readonly metadata?: { readonly event_type: string; readonly event_payload: { readonly key?: unknown } };
}

const keyOf = ({ metadata }: Marked): unknown =>
  metadata?.event_type === eventType ? metadata.event_payload.key : undefined;
