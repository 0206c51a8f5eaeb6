// A web server on 127.0.0.1 for a double of somebody's API: it has the faults that it is told to have, and remembers what it was asked.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';

export const faultShape = z.strictObject({
  /** Connection reset; no answer ever; 500; 429 with Retry-After; applied, and the connection is dropped instead of an answer. */
  fault: z.enum(['down', 'hang', 'error', 'rate-limit', 'drop-answer']),
  /** How many requests it hits; 0 ends all faults. */
  times: z.union([z.number().int().min(0), z.literal('always')]).default(1),
  retryAfterSeconds: z.number().int().min(1).default(1),
  /** Only requests whose path contains it. */
  about: z.string().min(1).optional(),
  /** Only requests of this method: GET, POST. */
  method: z.string().min(1).optional(),
});
export type Fault = z.output<typeof faultShape>;

export interface Faults {
  inject(fault: Fault): void;
  /** Those that still have requests to hit. */
  pending(): readonly Fault[];
  take(request: Pick<FastifyRequest, 'method' | 'url'>): Fault | undefined;
}

export interface AskedRequest {
  /** ISO 8601, with milliseconds. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Absent while there is no answer, and where the connection was cut before one was made. */
  status?: number;
  readonly fault?: Fault['fault'];
}

export interface WebDoubleSettings {
  readonly faults: Faults;
  readonly requests: AskedRequest[];
  /** Paths by which tests look on: neither remembered nor faulty. */
  readonly lookedAtBy: readonly string[];
  readonly says: { readonly error: object; readonly rateLimited: object };
  readonly bodyLimit?: number;
}

const requestsKept = 1_000;

export function createFaults(): Faults {
  let pending: Fault[] = [];
  return {
    inject(fault) {
      pending = fault.times === 0 ? [] : [...pending, fault];
    },
    pending: () => pending,
    take(request) {
      const met = pending.find(
        ({ about, method }) => request.url.includes(about ?? '') && request.method === (method ?? request.method),
      );
      if (met === undefined || met.times === 'always') return met;
      const left = { ...met, times: met.times - 1 };
      pending = pending.flatMap((each) => (each !== met ? [each] : left.times === 0 ? [] : [left]));
      return met;
    },
  };
}

/** Not yet listening. Bodies are text as they came, whatever their type. */
export function createWebDouble({ faults, requests, lookedAtBy, says, ...rest }: WebDoubleSettings): FastifyInstance {
  const api = Fastify({ forceCloseConnections: true, ...rest });
  const asked = new WeakMap<FastifyRequest, AskedRequest>();
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  api.addHook('onRequest', async (request, reply) => {
    const [path = ''] = request.url.split('?');
    if (lookedAtBy.includes(path)) return;
    const fault = faults.take(request);
    const about = { at: new Date().toISOString(), method: request.method, path: request.url };
    const entry: AskedRequest = { ...about, ...(fault && { fault: fault.fault }) };
    asked.set(request, entry);
    requests.push(entry);
    requests.splice(0, requests.length - requestsKept);
    if (fault) return meet(fault, request, reply, says);
  });
  api.addHook('onSend', async (request, reply, payload) => {
    const entry = asked.get(request);
    if (entry?.fault === 'drop-answer') request.raw.socket.destroy();
    else if (entry) entry.status = reply.statusCode;
    return payload;
  });
  return api;
}

function meet(
  { fault, retryAfterSeconds }: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  says: WebDoubleSettings['says'],
): FastifyReply | undefined {
  if (fault === 'error') return reply.code(500).send(says.error);
  if (fault === 'rate-limit')
    return reply.code(429).header('retry-after', `${retryAfterSeconds}`).send(says.rateLimited);
  if (fault === 'drop-answer') return undefined;
  reply.hijack();
  if (fault === 'down') request.raw.socket.resetAndDestroy();
  return undefined;
}

/** The body as JSON; undefined when it is none. */
export function jsonBody({ body }: FastifyRequest): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
