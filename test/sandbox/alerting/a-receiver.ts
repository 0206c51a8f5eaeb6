import { createServer, type IncomingHttpHeaders } from 'node:http';

import type { WebhookBody } from '../../../sandbox/alerting/webhook-body.js';
import { listenLocally } from '../../../sandbox/traffic/listen-locally.js';
import { readBody } from '../../../sandbox/traffic/read-body.js';

export interface ReceivedWebhook {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: WebhookBody;
}

export interface AReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** The statuses of the next answers; 200 when there is none left. `hang up` closes the connection. */
  readonly answers: (number | 'hang up')[];
  close(): Promise<void>;
}

/** Keeps every webhook, those that it refuses too. */
export async function aReceiver(): Promise<AReceiver> {
  const received: ReceivedWebhook[] = [];
  const answers: (number | 'hang up')[] = [];
  const server = createServer((request, response) => {
    void readBody(request, 1_000_000).then((body) => {
      const text = body === 'too long' ? '{}' : body.text;
      received.push({ method: request.method, headers: request.headers, body: JSON.parse(text) as WebhookBody });
      const answer = answers.shift() ?? 200;
      if (answer === 'hang up') response.destroy();
      else response.writeHead(answer).end(answer === 200 ? '' : 'not now');
    });
  });
  const port = await listenLocally(server, 0);
  return {
    url: `http://127.0.0.1:${port}/webhooks/alertmanager`,
    received,
    answers,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
