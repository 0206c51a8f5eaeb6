// One request through the load balancer: to the target, back again, and what the client gets when the target fails.
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';

import type { Target } from '../world.js';

export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly agent: Agent;
  /** Set-Cookie values of the load balancer's own. */
  readonly cookies: readonly string[];
  /** Aborts when the target's deregistration delay is over. */
  readonly cutOff: AbortSignal;
}

// ELBv2's default idle time-out. HTTP time-outs are real seconds, whatever the profile.
const idleTimeoutMilliseconds = 60_000;

const refusals = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' } as const;

/** Answers in the load balancer's own name, or breaks the connection when an answer has begun. */
export function refuse(response: ServerResponse, code: keyof typeof refusals): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const title = `${code} ${refusals[code]}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  response.writeHead(code, {
    server: 'awselb/2.0',
    'content-type': 'text/html',
    'content-length': Buffer.byteLength(page),
  });
  response.end(page);
}

export function forward({ request: incoming, response, target, agent, cookies, cutOff }: Passage): void {
  const { method, url: path } = incoming;
  const headers = headersForTarget(incoming);
  const outgoing = request({ host: '127.0.0.1', port: target.port, method, path, headers, agent });
  const cut = () => outgoing.destroy(new Error('the deregistration delay is over'));
  let timedOut = false;
  outgoing.setTimeout(idleTimeoutMilliseconds, () => {
    timedOut = true;
    outgoing.destroy(new Error('the target is silent'));
  });
  outgoing.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, headersForClient(answer.headers, cookies));
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  outgoing.on('error', () => refuse(response, timedOut ? 504 : 502));
  response.once('close', () => {
    cutOff.removeEventListener('abort', cut);
    if (!response.writableFinished) outgoing.destroy();
  });
  cutOff.addEventListener('abort', cut, { once: true });
  incoming.pipe(outgoing);
}

// RFC 9110 §7.6.1: these belong to one connection and are not passed on.
const connectionHeaders = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name)));
}

function headersForTarget({ headers, socket }: IncomingMessage): IncomingHttpHeaders {
  const earlier = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? '127.0.0.1';
  return {
    ...passedOn(headers),
    ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
    'x-forwarded-for': earlier === undefined ? client : `${String(earlier)}, ${client}`,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(socket.localPort ?? 0),
  };
}

function headersForClient(headers: IncomingHttpHeaders, cookies: readonly string[]): IncomingHttpHeaders {
  const all = [...(headers['set-cookie'] ?? []), ...cookies];
  return { ...passedOn(headers), ...(all.length === 0 ? {} : { 'set-cookie': all }) };
}
