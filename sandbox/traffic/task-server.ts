// The listener of one task on 127.0.0.1: answers as ApplyLens, fails its share, and closes the way a good service does.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createDoor, type Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { ApplicationQueries, Trouble } from '../database/application-queries.js';
import type { TaskToRun } from '../world.js';
import {
  type ApplicationAnswer,
  answerRequest,
  internalServerError,
  isApplicationPath,
  routeOf,
} from './apply-lens.js';
import type { createErrorShare } from './error-share.js';
import type { ImageBehaviour } from './images.js';
import { listenLocally } from './listen-locally.js';
import type { ServiceLabels, TrafficMetrics } from './metrics.js';
import { answerLines } from './output.js';
import { type ReceivedBody, readBody } from './read-body.js';

export interface TaskServer {
  readonly port: number;
  /** Takes no new connection, answers what is under way, resolves when the last one is closed. */
  close(): Promise<void>;
  /** The process is gone: connections break. */
  kill(): Promise<void>;
}

export interface ServedTask {
  readonly task: TaskToRun;
  readonly labels: ServiceLabels;
  readonly startedAt: Date;
  readonly current: () => ImageBehaviour;
  readonly errors: ReturnType<typeof createErrorShare>;
  readonly metrics: TrafficMetrics;
  readonly standing: () => Readonly<Record<string, string>>;
  readonly queries: ApplicationQueries;
  readonly mail: () => Promise<Trouble>;
}

// Longer than any client keeps an idle connection, so that it is never the task who closes one that is about to be used.
const keepAliveMilliseconds = 75_000;
const stopTimeoutMilliseconds = 30_000;
const bodyLimitBytes = 64 * 1024;

export async function openTaskServer(served: ServedTask): Promise<TaskServer> {
  let stopping = false;
  const server = createServer((request, response) => {
    answer(served, request, response, () => stopping).catch(() => response.destroy());
  });
  server.keepAliveTimeout = keepAliveMilliseconds;
  const port = await listenLocally(server, 0);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const end = () => {
    stopping = true;
    server.close();
  };
  return {
    port,
    async close() {
      end();
      const outOfPatience = setTimeout(() => server.closeAllConnections(), stopTimeoutMilliseconds);
      await closed;
      clearTimeout(outOfPatience);
    },
    async kill() {
      end();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A process that listens on nothing. It holds its port, or another task would get it; a caller's connection is reset. */
export async function openClosedDoor(): Promise<TaskServer> {
  const door: NetServer = createDoor((socket) => socket.resetAndDestroy());
  const port = await listenLocally(door, 0);
  const closed = new Promise<void>((resolve) => door.once('close', resolve));
  const close = async () => {
    door.close();
    await closed;
  };
  return { port, close, kill: close };
}

async function answer(
  served: ServedTask,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: () => boolean,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://task');
  const received = await readBody(request, bodyLimitBytes);
  const { status, json, trouble, raised } = await work(served, request.method ?? 'GET', url, received);
  if (stopping()) response.setHeader('connection', 'close');
  const text = JSON.stringify(json);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
  const path = `${url.pathname}${url.search}`;
  for (const line of answerLines(served.current(), { method: request.method ?? 'GET', path, status, trouble, raised }))
    served.task.print(line);
  count(served, status, url.pathname);
}

/** Why it is a 500: what PostgreSQL said, or what the application itself raised. */
interface Failed {
  readonly trouble?: Trouble;
  readonly raised?: Trouble;
}

async function work(
  { current, errors, startedAt, standing, queries, mail }: ServedTask,
  method: string,
  { pathname, searchParams: query }: URL,
  received: ReceivedBody,
): Promise<ApplicationAnswer & Failed> {
  const { version, commit, errorRate, latencySeconds, ...image } = current();
  if (isApplicationPath(pathname)) {
    if (latencySeconds > 0) await delay(latencySeconds * 1000);
    const asked = image.queries?.[pathname];
    const trouble = asked === undefined ? undefined : await queries.ask(asked);
    const raised = image.readsMail?.includes(pathname) === true ? await mail() : undefined;
    const fails = trouble !== undefined || raised !== undefined || errors.fails(errorRate);
    if (fails) return { ...internalServerError, trouble, raised };
  }
  if (received === 'too long') return { status: 413, json: { detail: 'Request Entity Too Large' } };
  const deployedAt = `${startedAt.toISOString().slice(0, 19)}Z`;
  const missing = image.queries?.['/health'] === undefined ? undefined : queries.lately(image.queries['/health']);
  const release = {
    version,
    commit,
    deployedAt,
    healthy: image.healthy && missing === undefined,
    unhealthyBecause: image.unhealthyBecause,
    standing: { ...standing(), ...(missing === undefined ? {} : { database: missing }) },
  };
  return answerRequest({ method, pathname, query, body: received.text }, release);
}

function count({ task, labels, current, metrics }: ServedTask, code: number, pathname: string): void {
  metrics.answered({
    ...labels,
    version: current().version,
    task: task.taskId,
    code,
    path: routeOf(pathname),
  });
}
