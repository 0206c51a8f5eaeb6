// A double of PagerDuty's Events API v2 that checks what it is sent and can be read back.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { listenLocally } from '../traffic/listen-locally.js';
import { readBody } from '../traffic/read-body.js';
import { errorsOf, isPagingEvent, type PagingEvent } from './event.js';
import { afterEvent, type Incident } from './incidents.js';

export interface PagingDouble {
  /** Base address; events go to `<url>/v2/enqueue`. */
  readonly url: string;
  readonly port: number;
  /** In the order in which they were first triggered. */
  incidents(): readonly Incident[];
  /** The next so many events are answered 429, as PagerDuty does when there are too many; also `PUT /refusals {"times": N}`. */
  refuseNext(times: number): void;
  clear(): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

interface Desk {
  readonly incidents: Map<string, Incident>;
  refusals: number;
}

type Route = (request: IncomingMessage, desk: Desk) => Promise<Answer>;

const longestEventBytes = 512 * 1024;

const routes: Readonly<Record<string, Route>> = {
  'POST /v2/enqueue': async (request, desk) => enqueue(await bodyOf(request), desk),
  'GET /incidents': async (_, { incidents }) => ({ status: 200, json: { incidents: [...incidents.values()] } }),
  'DELETE /incidents': async (_, { incidents }) => {
    incidents.clear();
    return { status: 200, json: { incidents: [] } };
  },
  'PUT /refusals': async (request, desk) => setRefusals(await bodyOf(request), desk),
};

/** @throws Error when the port is taken; 0 asks for a free one */
export async function createPagingDouble({ port }: { readonly port: number }): Promise<PagingDouble> {
  const desk: Desk = { incidents: new Map(), refusals: 0 };
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    const route = routes[`${request.method} ${path}`] ?? (async () => notFound(path));
    route(request, desk).then(
      (answer) => reply(response, answer),
      () => response.destroy(),
    );
  });
  const listening = await listenLocally(server, port);
  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    incidents: () => [...desk.incidents.values()],
    refuseNext(times) {
      desk.refusals = times;
    },
    clear: () => desk.incidents.clear(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const received = await readBody(request, longestEventBytes);
  if (received === 'too long') return undefined;
  try {
    return JSON.parse(received.text);
  } catch {
    return undefined;
  }
}

function enqueue(body: unknown, desk: Desk): Answer {
  if (desk.refusals > 0) {
    desk.refusals -= 1;
    return tooMany();
  }
  if (!isPagingEvent(body)) return invalid(errorsOf(body));
  const dedupKey = body.dedup_key ?? randomUUID().replaceAll('-', '');
  const event: PagingEvent = { ...body, dedup_key: dedupKey };
  const incident = afterEvent(desk.incidents.get(dedupKey), dedupKey, { received_at: new Date().toISOString(), event });
  if (incident) desk.incidents.set(dedupKey, incident);
  return { status: 202, json: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
}

function setRefusals(body: unknown, desk: Desk): Answer {
  const times = typeof body === 'object' && body !== null && 'times' in body ? body.times : undefined;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 0) {
    return invalid(['PUT /refusals takes {"times": N}: how many of the next events to answer 429']);
  }
  desk.refusals = times;
  return { status: 200, json: { times } };
}

function invalid(errors: readonly string[]): Answer {
  return { status: 400, json: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

function tooMany(): Answer {
  return { status: 429, json: { status: 'throttle exceeded', message: 'Requests for this service are throttled' } };
}

function notFound(path: string): Answer {
  return {
    status: 404,
    json: { status: 'not found', message: `There is no ${path}; send events to POST /v2/enqueue, read GET /incidents` },
  };
}

function reply(response: ServerResponse, { status, json }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}
