// A double of PagerDuty, its Events API v2 and its REST API for incidents, that checks what it is sent and can be read back.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { type AskedRequest, createFaults, createWebDouble, type Faults, jsonBody } from '../web-double.js';
import { type Answer, createEnqueue, type Desk, invalid, tooMany } from './enqueue.js';
import type { Incident } from './incidents.js';
import { asJson, RestRefusal, rateLimited } from './refusals.js';
import { createRestIncidents, type LogEntry } from './rest-incidents.js';
import { addRestRoutes } from './rest-routes.js';

export interface PagingDouble {
  /** Base address of the Events API; events go to `<url>/v2/enqueue`. */
  readonly url: string;
  readonly port: number;
  /** What stands for https://api.pagerduty.com. */
  readonly restUrl: string;
  readonly faults: Faults;
  /** In the order in which they were first triggered. */
  incidents(): readonly Incident[];
  /** What somebody was told or paged for, over both APIs; also `GET /messages`. */
  messages(): readonly LogEntry[];
  /** The last 1,000 of both APIs. */
  requests(): readonly AskedRequest[];
  /** The next so many events are answered 429, as PagerDuty does when there are too many; also `PUT /refusals {"times": N}`. */
  refuseNext(times: number): void;
  clear(): void;
  close(): Promise<void>;
}

interface Ports {
  /** 0 asks for a free one. */
  readonly port: number;
  readonly restPort?: number;
}

const longestEventBytes = 512 * 1024;
const refusalsShape = z.object({ times: z.number().int().min(0) });

/** @throws Error when a port is taken */
export async function createPagingDouble({ port, restPort = 0 }: Ports): Promise<PagingDouble> {
  const desk: Desk = { incidents: new Map(), rest: createRestIncidents(), refusals: 0 };
  const faults = createFaults();
  const requests: AskedRequest[] = [];
  const shared = { faults, requests };
  const events = createEventsApi(desk, shared);
  const rest = createRestApi(desk, shared);
  const clear = () => {
    desk.incidents.clear();
    desk.rest.clear();
  };
  addLooking(events, desk, clear);
  const url = await events.listen({ host: '127.0.0.1', port });
  const close = async () => void (await Promise.all([events.close(), rest.close()]));
  const restUrl = await rest.listen({ host: '127.0.0.1', port: restPort }).catch(async (reason: unknown) => {
    await close();
    throw reason;
  });
  return {
    url,
    port: Number(new URL(url).port),
    restUrl,
    faults,
    incidents: () => [...desk.incidents.values()],
    messages: () => desk.rest.entries(),
    requests: () => requests,
    refuseNext(times) {
      desk.refusals = times;
    },
    clear,
    close,
  };
}

interface Shared {
  readonly faults: Faults;
  readonly requests: AskedRequest[];
}

function createEventsApi(desk: Desk, shared: Shared): FastifyInstance {
  const error = { status: 'error', message: 'Internal Server Error' };
  const lookedAtBy = ['/messages', '/incidents', '/refusals'];
  const says = { error, rateLimited: tooMany.json };
  const api = createWebDouble({ ...shared, lookedAtBy, says, bodyLimit: longestEventBytes });
  const enqueue = createEnqueue(desk);
  api.post('/v2/enqueue', (request, reply) => {
    const { status, json } = enqueue(jsonBody(request));
    return reply.code(status).send(json);
  });
  api.setErrorHandler((_, _request, reply) => {
    const { status, json } = invalid(['Event object is invalid: it cannot be read, or is longer than 512 KB']);
    return reply.code(status).send(json);
  });
  api.setNotFoundHandler(({ url }, reply) => {
    const message = `There is no ${url}; send events to POST /v2/enqueue, read GET /incidents`;
    return reply.code(404).send({ status: 'not found', message });
  });
  return api;
}

function createRestApi(desk: Desk, shared: Shared): FastifyInstance {
  const error = asJson(new RestRefusal(500, 2000, 'Internal Error'));
  const says = { error, rateLimited: asJson(rateLimited) };
  const api = createWebDouble({ ...shared, lookedAtBy: ['/messages'], says });
  api.get('/messages', () => ({ messages: desk.rest.entries() }));
  addRestRoutes(api, desk);
  return api;
}

function addLooking(events: FastifyInstance, desk: Desk, clear: () => void): void {
  events.get('/messages', () => ({ messages: desk.rest.entries() }));
  events.get('/incidents', () => ({ incidents: [...desk.incidents.values()] }));
  events.delete('/incidents', () => {
    clear();
    return { incidents: [] };
  });
  events.put('/refusals', (request, reply) => {
    const { status, json } = setRefusals(jsonBody(request), desk);
    return reply.code(status).send(json);
  });
}

function setRefusals(body: unknown, desk: Desk): Answer {
  const wanted = refusalsShape.safeParse(body);
  if (!wanted.success) return invalid(['PUT /refusals takes {"times": N}: how many of the next events to answer 429']);
  desk.refusals = wanted.data.times;
  return { status: 200, json: wanted.data };
}
