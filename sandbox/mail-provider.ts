// The mail provider that the sample application reads its users' inboxes from: somebody else's service, up or down as it was told.
import { createServer } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Trouble } from './database/application-queries.js';
import { listenLocally } from './traffic/listen-locally.js';

export interface MailProvider {
  readonly url: string;
  /** Down: every request is answered 503. */
  isUp: boolean;
  /** As the application asks it; undefined where it answered. */
  readonly ask: () => Promise<Trouble>;
  close(): Promise<void>;
}

const messages = '/gmail/v1/users/me/messages';
const limitMs = 2_000;

export async function startMailProvider(): Promise<MailProvider> {
  const chosen: Pick<MailProvider, 'isUp'> = { isUp: true };
  const server = createServer((_, response) => {
    const [status, body] = chosen.isUp ? [200, { messages: [] }] : [503, { error: { status: 'UNAVAILABLE' } }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const url = `http://127.0.0.1:${await listenLocally(server, 0)}`;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return Object.assign(chosen, { url, ask: () => ask(url), close });
}

/** In httpx's words. */
async function ask(url: string): Promise<Trouble> {
  try {
    const answer = await fetch(`${url}${messages}`, { signal: AbortSignal.timeout(limitMs) });
    await answer.arrayBuffer();
    if (answer.ok) return undefined;
    return `httpx.HTTPStatusError: Server error '${answer.status} Service Unavailable' for url 'https://gmail.googleapis.com${messages}'`;
  } catch (error) {
    return `httpx.ConnectError: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function addMailProviderRoutes(control: FastifyInstance, provider: MailProvider): void {
  control.post('/mail-provider', (request) => {
    provider.isUp = z.strictObject({ isUp: z.boolean() }).parse(request.body).isUp;
    return { url: provider.url, isUp: provider.isUp };
  });
}
