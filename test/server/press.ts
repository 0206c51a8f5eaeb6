// Slack's side: what it sends when a button is pressed or a command is given, signed as it signs.
import { createHmac, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

export const slackSecret = 's'.repeat(32);

interface Sending {
  /** Seconds since 1970; now unless said. */
  timestamp?: number;
  secret?: string;
}

export interface SlackSaid {
  readonly status: number;
  readonly text: string;
  readonly raw: string;
}

const signedHeaders = (
  body: string,
  { timestamp = Math.floor(Date.now() / 1_000), secret = slackSecret }: Sending,
) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'x-slack-request-timestamp': String(timestamp),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
});

export async function send(
  server: FastifyInstance,
  path: 'interactions' | 'commands',
  body: string,
  headers: Record<string, string>,
): Promise<SlackSaid> {
  const answer = await server.inject({ method: 'POST', url: `/slack/${path}`, headers, payload: body });
  const { text = '', detail = '' } = answer.json<{ text?: string; detail?: string }>();
  return { status: answer.statusCode, text: text || detail, raw: answer.body };
}

/** The form of a press, as Slack encodes it. */
export const pressOf = (user: string, verb: string, value: object, more: object = {}): string =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      trigger_id: randomUUID(),
      user: { id: user },
      actions: [{ action_id: `runback/${verb}`, value: JSON.stringify(value) }],
      ...more,
    }),
  }).toString();

export const press = (server: FastifyInstance, body: string, sending: Sending = {}): Promise<SlackSaid> =>
  send(server, 'interactions', body, signedHeaders(body, sending));

/** Of the user olga, unless said. */
export function command(
  server: FastifyInstance,
  text: string,
  { user = 'UOLGA', ...sending }: Sending & { user?: string } = {},
): Promise<SlackSaid> {
  const body = new URLSearchParams({ command: '/runback', text, user_id: user, trigger_id: randomUUID() }).toString();
  return send(server, 'commands', body, signedHeaders(body, sending));
}

export { signedHeaders };
