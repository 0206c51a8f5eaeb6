// What people do in Slack, and Slack tells the app of: a button pressed, a slash command; signed, forged, late or twice.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { buttonsOf, type PlacedButton } from './blocks.js';
import { asSlackShows, contentOf, type Message } from './messages.js';
import type { Desk } from './methods.js';
import { answer, type ResponseUrls } from './response-urls.js';
import { sign } from './sign.js';
import { app, type Channel, channelOf, team, type User, userOf } from './workspace.js';

const how = {
  /** The app's request URL. */
  to: z.url(),
  /** Id or name of a user. */
  as: z.string(),
  channel: z.string().default('incidents'),
  signature: z.enum(['valid', 'forged', 'none']).default('valid'),
  /** How old the request claims to be. */
  secondsOld: z.number().int().default(0),
};

export const pressShape = z.strictObject({
  ...how,
  /** The message's ts. */
  message: z.string(),
  /** The button's text or action_id. */
  button: z.string(),
  /** As seen by somebody whose Slack still shows an earlier version of the message. */
  stale: z.boolean().default(false),
});

export const commandShape = z.strictObject({ ...how, command: z.string().default('/runback'), text: z.string() });

export interface SentRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

type How = Pick<z.output<typeof pressShape>, 'to' | 'signature' | 'secondsOld'>;

/** @throws Error with a sentence when there is no such message, button or person */
export function requestOfPress(
  desk: Desk,
  wanted: z.output<typeof pressShape>,
  responseUrl: (interaction: Parameters<ResponseUrls['make']>[0]) => string,
): SentRequest {
  const channel = known(channelOf(desk.channels, wanted.channel), `a channel ${wanted.channel}`);
  const user = known(userOf(wanted.as), `a user ${wanted.as}`);
  const message = known(desk.messages.find(channel, wanted.message), `a message ${wanted.message} in #${channel.name}`);
  const versions = wanted.stale ? [...message.versions].reverse() : [contentOf(message)];
  const buttons = versions.flatMap(({ blocks }) => buttonsOf(blocks));
  const isWanted = ({ button }: PlacedButton) => [button.text.text, button.action_id].includes(wanted.button);
  const pressed = known(buttons.find(isWanted), `a button ${wanted.button} on the message ${wanted.message}`);
  const payload = payloadOf(message, pressed, user, responseUrl({ channel, user, message }));
  return signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), wanted);
}

function payloadOf(message: Message, { blockId, button }: PlacedButton, user: User, response_url: string): object {
  const { channel, ts, threadTs } = message;
  const container = { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: false };
  const { type, action_id, text, value, style } = button;
  const optional = { ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
  return {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: app.id,
    token: 'deprecated-verification-token',
    container: { ...container, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) },
    trigger_id: triggerId(),
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.name },
    message: asSlackShows(message),
    state: { values: {} },
    response_url,
    actions: [{ action_id, block_id: blockId, text, ...optional, type, action_ts: `${Date.now() / 1000}` }],
  };
}

/** @throws Error with a sentence when there is no such channel or person */
export function requestOfCommand(
  desk: Desk,
  wanted: z.output<typeof commandShape>,
  responseUrl: (interaction: Parameters<ResponseUrls['make']>[0]) => string,
): { readonly request: SentRequest; readonly by: { readonly channel: Channel; readonly user: User } } {
  const channel = known(channelOf(desk.channels, wanted.channel), `a channel ${wanted.channel}`);
  const user = known(userOf(wanted.as), `a user ${wanted.as}`);
  const form = new URLSearchParams({
    token: 'deprecated-verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command: wanted.command,
    text: wanted.text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl({ channel, user }),
    trigger_id: triggerId(),
  });
  return { request: signed(form.toString(), wanted), by: { channel, user } };
}

function signed(body: string, { to, signature, secondsOld }: How): SentRequest {
  const timestamp = Math.floor(Date.now() / 1000) - secondsOld;
  const secret = signature === 'forged' ? `not ${app.signingSecret}` : app.signingSecret;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': `${timestamp}`,
    ...(signature === 'none' ? {} : { 'x-slack-signature': sign(body, timestamp, secret) }),
  };
  return { url: to, body, headers };
}

/** What the app answered a command at once is shown to the person, or in the channel. */
export function showAnswer(desk: Desk, by: { readonly channel: Channel; readonly user: User }, body: string): void {
  if (body.trim() === '') return;
  const said: unknown = body.trimStart().startsWith('{') ? JSON.parse(body) : { text: body };
  answer(desk, by, said as Record<string, unknown>, 'answer');
}

const triggerId = (): string => `${Date.now()}.1.${randomUUID().replaceAll('-', '')}`;

function known<Found>(found: Found | undefined, what: string): Found {
  if (found === undefined) throw new Error(`Slack's double has no such thing as ${what}.`);
  return found;
}
