// Whom a message would notify. Stricter than Slack where its documentation leaves doubt: what might notify counts.
import { users } from './workspace.js';

export interface Written {
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** Whether plain names such as @channel in `text` are made into mentions. */
  readonly namesAreLinked: boolean;
}

const sequences = /<(!(?:channel|here|everyone|subteam\^\w+)|@[UW]\w+)(?:\|[^>]*)?>/g;
const plainNames = new RegExp(`(?<![\\w.])@(channel|here|everyone|${users.map(({ name }) => name).join('|')})\\b`, 'g');

/** Each as Slack writes it, `<!channel>` or `<@U…>`, or as the plain name that Slack would make one of; in order. */
export function pingsOf({ text, blocks, namesAreLinked }: Written): string[] {
  const own = [...inSequences(text), ...(namesAreLinked ? inPlain(text) : [])];
  return [...new Set([...own, ...blocks.flatMap(inBlock)])];
}

const inSequences = (text: string): string[] => [...text.matchAll(sequences)].map(([, mention]) => `<${mention}>`);
const inPlain = (text: string): string[] => [...text.matchAll(plainNames)].map(([mention]) => mention);

function inBlock(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inBlock);
  if (typeof value !== 'object' || value === null) return [];
  return [...ownPings(value as Readonly<Record<string, unknown>>), ...Object.values(value).flatMap(inBlock)];
}

function ownPings({
  type,
  text,
  verbatim,
  range,
  user_id: user,
  usergroup_id: group,
}: Readonly<Record<string, unknown>>) {
  if (type === 'broadcast') return [`<!${String(range)}>`];
  if (type === 'user') return [`<@${String(user)}>`];
  if (type === 'usergroup') return [`<!subteam^${String(group)}>`];
  if ((type !== 'mrkdwn' && type !== 'markdown') || typeof text !== 'string') return [];
  return [...inSequences(text), ...(verbatim === true ? [] : inPlain(text))];
}
