// Prometheus' HTTP API over the sandbox's store: the same paths, parameters, answers and errors.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { listenLocally } from '../traffic/listen-locally.js';
import { readBody } from '../traffic/read-body.js';
import { routeOf } from './api-routes.js';
import { QueryError } from './promql/query-error.js';
import { createQueryEngine, type QueryEngine } from './query-engine.js';
import type { MetricsStore } from './store.js';

export interface PrometheusApiOptions {
  readonly store: MetricsStore;
  /** 0 asks for a free one. */
  readonly port: number;
  /** What `/metrics` says: the sources' own exposition, for a real Prometheus to scrape. */
  readonly exposition: () => Promise<string>;
  /** How old a series' newest sample may be; default 5 minutes. */
  readonly lookbackMs?: number;
  readonly now?: () => number;
  /** Whether nothing is answered, and no connection closed. */
  readonly stalls?: () => boolean;
}

export interface PrometheusApi {
  readonly url: string;
  readonly port: number;
  readonly engine: QueryEngine;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const longestBodyBytes = 1024 * 1024;
const statusOf = { bad_data: 400, execution: 422 } as const;

/** @throws Error when the port is taken */
export async function createPrometheusApi(options: PrometheusApiOptions): Promise<PrometheusApi> {
  const { store, lookbackMs } = options;
  const engine = createQueryEngine({ store, ...(lookbackMs === undefined ? {} : { lookbackMs }) });
  const server = createServer((request, response) => {
    if (options.stalls?.() === true) return;
    answer(request, options, engine).then(
      (given) => reply(response, given),
      () => response.destroy(),
    );
  });
  const port = await listenLocally(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    engine,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, options: PrometheusApiOptions, engine: QueryEngine): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname === '/-/healthy') return plain('Prometheus Server is Healthy.\n');
  if (url.pathname === '/-/ready') return plain('Prometheus Server is Ready.\n');
  if (url.pathname === '/metrics') return expose(options.exposition);
  const route = routeOf(url.pathname);
  if (!route) return failure(404, 'not_found', `There is no ${url.pathname}; ask /api/v1/query or /api/v1/query_range`);
  if (request.method !== 'GET' && request.method !== 'POST') {
    return failure(405, 'bad_data', `${request.method} is not allowed on ${url.pathname}; use GET or POST`);
  }
  const form = request.method === 'POST' ? await readBody(request, longestBodyBytes) : { text: '' };
  if (form === 'too long') return failure(413, 'bad_data', `The body is longer than ${longestBodyBytes} bytes`);
  const parameters = new URLSearchParams([...new URLSearchParams(form.text), ...url.searchParams]);
  try {
    const nowMs = (options.now ?? Date.now)();
    return json(200, { status: 'success', data: route({ parameters, engine, store: options.store, nowMs }) });
  } catch (error) {
    if (error instanceof QueryError) return failure(statusOf[error.type], error.type, error.message);
    return failure(500, 'internal', error instanceof Error ? error.message : String(error));
  }
}

async function expose(exposition: () => Promise<string>): Promise<Answer> {
  try {
    return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', text: await exposition() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...plain(`The metrics could not be read: ${reason}\n`), status: 500 };
  }
}

function plain(text: string): Answer {
  return { status: 200, contentType: 'text/plain; charset=utf-8', text };
}

function json(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify(body) };
}

function failure(status: number, errorType: string, error: string): Answer {
  return json(status, { status: 'error', errorType, error });
}

function reply(response: ServerResponse, { status, contentType, text }: Answer): void {
  response.writeHead(status, { 'content-type': contentType }).end(text);
}
