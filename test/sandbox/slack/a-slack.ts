// Slack's double alone, and the unmodified client of it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';

import type { SlackDouble } from '../../../sandbox/slack/slack-double.js';
import { listenLocally } from '../../../sandbox/traffic/listen-locally.js';
import { readBody } from '../../../sandbox/traffic/read-body.js';

const nothing = (): void => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing };

/** Repeats nothing by itself unless told to. */
export function clientOf({ url }: Pick<SlackDouble, 'url'>, token = 'xoxb-sandbox', more: WebClientOptions = {}) {
  const quiet = { ...logger, getLevel: () => LogLevel.ERROR };
  return new WebClient(token, { slackApiUrl: `${url}/api/`, logger: quiet, retryConfig: { retries: 0 }, ...more });
}

/** Slack's error of a call that is refused. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const refused = await call.then(
    () => ({ data: { error: 'nothing was refused' } }),
    (error: { data?: { error?: string } }) => error,
  );
  return refused.data?.error ?? refused;
}

export interface Heard {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A web server in the place of the app that Slack tells of presses and commands. */
export async function anApp(answer: (heard: Heard) => { status?: number; body?: string } | 'never' = () => ({})) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => void hear(request, response));
  async function hear(request: IncomingMessage, response: ServerResponse) {
    const received = await readBody(request, 1_000_000);
    const one = { headers: request.headers, body: received === 'too long' ? '' : received.text };
    heard.push(one);
    const said = answer(one);
    if (said !== 'never') response.writeHead(said.status ?? 200).end(said.body ?? '');
  }
  const port = await listenLocally(server, 0);
  return {
    url: `http://127.0.0.1:${port}/slack`,
    heard,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An actions block of one button. */
export const oneButton = (text = 'Approve', more: object = {}) => ({
  type: 'actions' as const,
  block_id: 'gate',
  elements: [
    {
      type: 'button' as const,
      action_id: 'approve',
      value: 'run-1',
      text: { type: 'plain_text' as const, text },
      ...more,
    },
  ],
});
