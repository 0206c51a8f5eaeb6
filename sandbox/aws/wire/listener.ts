// The AWS endpoint: one HTTP listener for all simulated services.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { listenLocally } from '../../traffic/listen-locally.js';
import type { RequestDesk } from './request-desk.js';

const longestBody = 4 * 1024 * 1024;

export interface AwsListener {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error when the port is taken */
export async function listenAsAws(desk: RequestDesk, port: number): Promise<AwsListener> {
  const server = createServer((request, response) => {
    answer(desk, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  const listening = await listenLocally(server, port);
  return { port: listening, url: `http://127.0.0.1:${listening}`, close: () => close(server) };
}

async function answer(desk: RequestDesk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  const target = request.headers['x-amz-target'];
  const answered = await desk({
    target: Array.isArray(target) ? target[0] : target,
    authorization: request.headers.authorization,
    userAgent: request.headers['user-agent'],
    body,
  });
  if (answered === 'connection reset') {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(answered.status, { ...answered.headers, 'content-length': Buffer.byteLength(answered.body) });
  response.end(answered.body);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) throw new Error('The request body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
}
