// A double of Statuspage's API for the incidents of one page.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { createRateWindow } from '../rate-window.js';
import { type AskedRequest, createFaults, createWebDouble, type Faults, jsonBody } from '../web-double.js';
import {
  asStatuspageShows,
  changeIncident,
  createIncident,
  type Incident,
  impacts,
  statuses,
  type Wanted,
} from './incidents.js';
import { apiKey, type Component, componentStatuses, createComponents, page } from './page.js';

export interface StatuspageDouble {
  /** What stands for https://api.statuspage.io; paths begin with `/v1/pages/…`. */
  readonly url: string;
  readonly faults: Faults;
  /** Every update that customers were shown, in the order in which they came; also `GET /messages`. */
  messages(): readonly object[];
  /** The last 1,000. */
  requests(): readonly AskedRequest[];
  clear(): void;
  close(): Promise<void>;
}

interface Desk {
  incidents: Incident[];
  components: readonly Component[];
}

type Of = FastifyRequest<{ Params: { page: string; incident: string } }>;

const bodyShape = z.object({
  incident: z.object({
    name: z.string().optional(),
    status: z.enum(statuses).optional(),
    body: z.string().max(25_000).optional(),
    component_ids: z.array(z.string()).optional(),
    components: z.record(z.string(), z.enum(componentStatuses)).optional(),
    deliver_notifications: z.boolean().optional(),
    // All of its values have to be objects.
    metadata: z.record(z.string(), z.looseObject({})).optional(),
    impact_override: z.enum(impacts).optional(),
  }),
});

const perMinute = 60;
const refusals = {
  noKey: { error: 'Could not authenticate' },
  tooMany: { error: 'Rate limit exceeded' },
  noPage: { error: 'Page not found' },
  noIncident: { error: 'Incident not found' },
  failed: { error: 'Internal server error' },
} as const;

/** @throws Error when the port is taken; 0 asks for a free one */
export async function startStatuspageDouble({ port }: { readonly port: number }): Promise<StatuspageDouble> {
  const desk: Desk = { incidents: [], components: createComponents() };
  const faults = createFaults();
  const requests: AskedRequest[] = [];
  const says = { error: refusals.failed, rateLimited: refusals.tooMany };
  const api = createWebDouble({ faults, requests, lookedAtBy: ['/messages'], says });
  guard(api);
  addIncidentRoutes(api, desk);
  api.get('/messages', () => ({ messages: messagesOf(desk) }));
  const url = await api.listen({ host: '127.0.0.1', port });
  return {
    url,
    faults,
    messages: () => messagesOf(desk),
    requests: () => requests,
    clear() {
      Object.assign(desk, { incidents: [], components: createComponents() });
    },
    close: () => api.close(),
  };
}

function messagesOf({ incidents }: Desk): object[] {
  const all = incidents.flatMap(({ id, name, updates }) =>
    updates.map(({ at, status, body, isDelivered, components }) => {
      return { at, incident: id, name, status, body, isDelivered, components };
    }),
  );
  return all.sort((one, other) => one.at.localeCompare(other.at));
}

function guard(api: FastifyInstance): void {
  const window = createRateWindow({ most: perMinute, withinMs: 60_000 });
  api.addHook('preHandler', async (request, reply) => {
    if (request.url === '/messages') return;
    const key = /^OAuth (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (key !== apiKey) return reply.code(401).send(refusals.noKey);
    const seconds = window.take(key);
    if (seconds > 0) return reply.code(420).header('retry-after', `${seconds}`).send(refusals.tooMany);
    const { page: wanted } = request.params as { page?: string };
    if (wanted !== page.id) return reply.code(404).send(refusals.noPage);
  });
}

function addIncidentRoutes(api: FastifyInstance, desk: Desk): void {
  const shown = (incident: Incident): object => asStatuspageShows(incident, desk.components);
  const newestFirst = (): readonly Incident[] => [...desk.incidents].reverse();
  const at = '/v1/pages/:page';
  api.get(`${at}/components`, () => desk.components);
  api.get(`${at}/incidents`, () => newestFirst().map(shown));
  api.get(`${at}/incidents/unresolved`, () => newestFirst().filter(isOpen).map(shown));
  api.get(`${at}/incidents/:incident`, (request: Of, reply) => withIncident(request, reply, desk, shown));
  api.post(`${at}/incidents`, (request, reply) => {
    const { wanted, problems } = read(request, desk);
    const name = wanted?.name ?? '';
    if (wanted && name === '') problems.push("Name can't be blank");
    if (problems.length > 0) return reply.code(422).send({ error: problems });
    const incident = createIncident(name, wanted ?? {}, desk.components);
    desk.incidents.push(incident);
    return reply.code(201).send(shown(incident));
  });
  for (const method of ['PATCH', 'PUT'] as const) {
    api.route({
      method,
      url: `${at}/incidents/:incident`,
      handler: (request, reply) =>
        withIncident(request as Of, reply, desk, (incident) => {
          const { wanted = {}, problems } = read(request, desk);
          if (wanted.name === '') problems.push("Name can't be blank");
          if (problems.length > 0) return reply.code(422).send({ error: problems });
          return shown(changeIncident(incident, wanted, desk.components));
        }),
    });
  }
}

const isOpen = ({ status }: Incident): boolean => status !== 'resolved';

function withIncident(
  { params }: Of,
  reply: FastifyReply,
  { incidents }: Desk,
  answer: (incident: Incident) => object,
): object {
  const found = incidents.find(({ id }) => id === params.incident);
  return found ? answer(found) : reply.code(404).send(refusals.noIncident);
}

function read(
  request: FastifyRequest,
  { components }: Desk,
): { readonly wanted?: Wanted; readonly problems: string[] } {
  const checked = bodyShape.safeParse(jsonBody(request));
  if (!checked.success) {
    return { problems: checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  }
  const wanted = checked.data.incident;
  const named = [...(wanted.component_ids ?? []), ...Object.keys(wanted.components ?? {})];
  const unknown = named.filter((id) => !components.some((each) => each.id === id));
  return { wanted, problems: unknown.map((id) => `Component ${id} does not exist`) };
}
