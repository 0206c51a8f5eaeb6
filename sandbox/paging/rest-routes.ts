// The paths of PagerDuty's REST API for incidents, and for the people and policies of the account.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { createRateWindow } from '../rate-window.js';
import { jsonBody } from '../web-double.js';
import { people, policies, priorities, services } from './account.js';
import { change, changeShape, requestResponders, responderShape } from './change.js';
import type { Desk } from './enqueue.js';
import { asJson, checkToken, invalidInput, notFound, RestRefusal, rateLimited, requesterOf } from './refusals.js';
import { newId, type RestIncident } from './rest-incidents.js';
import {
  shownIncident,
  shownNote,
  shownPolicy,
  shownPriority,
  shownService,
  shownUser,
  shownWithFirstEntry,
} from './shown.js';

type Of = FastifyRequest<{ Params: { id: string } }>;

const perMinute = 960;
const noteShape = z.object({ note: z.object({ content: z.string().min(1).max(25_000) }) });
const newShape = z.object({
  incident: z.object({
    type: z.literal('incident'),
    title: z.string().min(1),
    service: z.object({ id: z.string(), type: z.string() }),
    urgency: z.enum(['high', 'low']).default('high'),
    incident_key: z.string().max(255).optional(),
  }),
});

export function addRestRoutes(api: FastifyInstance, desk: Desk): void {
  const window = createRateWindow({ most: perMinute, withinMs: 60_000 });
  api.addHook('preHandler', async (request, reply) => {
    if (request.url === '/messages') return;
    checkToken(request);
    const seconds = window.take(request.headers.authorization ?? '');
    if (seconds === 0) return;
    reply.headers({ 'ratelimit-limit': `${perMinute}`, 'ratelimit-remaining': '0', 'ratelimit-reset': `${seconds}` });
    throw rateLimited;
  });
  api.setErrorHandler((error, _, reply) => {
    const refusal = error instanceof RestRefusal ? error : new RestRefusal(500, 2000, 'Internal Error');
    return reply.code(refusal.status).send(asJson(refusal));
  });
  api.setNotFoundHandler((request, reply) => {
    checkToken(request);
    return reply.code(notFound.status).send(asJson(notFound));
  });
  addIncidentRoutes(api, desk);
  addChangeRoutes(api, desk);
  addAccountRoutes(api);
}

function addIncidentRoutes(api: FastifyInstance, { rest }: Desk): void {
  api.get('/incidents', (request) => {
    const query = new URL(request.url, 'http://local').searchParams;
    const [key, statuses, serviceIds] = [
      query.get('incident_key'),
      query.getAll('statuses[]'),
      query.getAll('service_ids[]'),
    ];
    const isAsked = (incident: RestIncident): boolean =>
      (key === null || incident.key === key) &&
      (statuses.length === 0 || statuses.includes(incident.status)) &&
      (serviceIds.length === 0 || serviceIds.includes(incident.service.id));
    const withEntries = query.getAll('include[]').includes('first_trigger_log_entries');
    return listed(
      'incidents',
      rest
        .list()
        .filter(isAsked)
        .map(withEntries ? shownWithFirstEntry : shownIncident),
    );
  });
  api.post('/incidents', (request, reply) => {
    const by = requesterOf(request);
    const { title, urgency, incident_key: key = newId(''), ...wanted } = read(newShape, request).incident;
    const service = services.find(({ id }) => id === wanted.service.id);
    if (service === undefined) throw invalidInput(`Service ${wanted.service.id} does not exist`);
    if (rest.underWay(service, key))
      throw invalidInput('Open incident with matching dedup key already exists on this service');
    const incident = rest.open({ service, key, title, urgency, openedBy: by });
    rest.log(incident, {
      what: 'triggered',
      by: by.name,
      text: title,
      pages: incident.assignees.map(({ name }) => name),
    });
    return reply.code(201).send({ incident: shownIncident(incident) });
  });
  api.get('/incidents/:id', (request: Of) => ({ incident: shownIncident(incidentOf(request, rest)) }));
  api.get('/incidents/:id/notes', (request: Of) => ({ notes: incidentOf(request, rest).notes.map(shownNote) }));
}

function addChangeRoutes(api: FastifyInstance, { rest, incidents }: Desk): void {
  api.put('/incidents/:id', (request: Of) => {
    const by = requesterOf(request);
    const incident = incidentOf(request, rest);
    change(incident, read(changeShape, request).incident, by, rest);
    const alert = incidents.get(incident.key);
    if (alert) incidents.set(incident.key, { ...alert, status: incident.status });
    return { incident: shownIncident(incident) };
  });
  api.post('/incidents/:id/notes', (request: Of, reply) => {
    const by = requesterOf(request);
    const incident = incidentOf(request, rest);
    const { content } = read(noteShape, request).note;
    const note = { id: newId('P'), content, by, at: new Date().toISOString() };
    incident.notes.push(note);
    rest.log(incident, { what: 'note', by: by.name, text: content });
    return reply.code(201).send({ note: shownNote(note) });
  });
  api.post('/incidents/:id/responder_requests', (request: Of) => {
    const by = requesterOf(request);
    const incident = incidentOf(request, rest);
    return { responder_request: requestResponders(incident, read(responderShape, request), by, rest) };
  });
}

function addAccountRoutes(api: FastifyInstance): void {
  const matching = <One extends { readonly name: string }>(request: FastifyRequest, all: readonly One[]): One[] => {
    const query = new URL(request.url, 'http://local').searchParams.get('query')?.toLowerCase() ?? '';
    return all.filter((one) => JSON.stringify(one).toLowerCase().includes(query));
  };
  api.get('/users', (request) => listed('users', matching(request, people).map(shownUser)));
  api.get('/services', (request) => listed('services', matching(request, services).map(shownService)));
  api.get('/priorities', () => listed('priorities', priorities.map(shownPriority)));
  api.get('/escalation_policies', (request) => {
    const named = policies.map(({ name, id }) => ({ name, id }));
    const found = matching(request, named).map(({ id }) => id);
    return listed('escalation_policies', policies.filter(({ id }) => found.includes(id)).map(shownPolicy));
  });
}

const listed = (name: string, all: readonly object[]): object => {
  return { [name]: all, limit: 100, offset: 0, more: false, total: null };
};

function incidentOf({ params: { id } }: Of, rest: Desk['rest']): RestIncident {
  const found = rest.find(id);
  if (found === undefined) throw notFound;
  return found;
}

function read<Shape extends z.ZodType>(shape: Shape, request: FastifyRequest): z.output<Shape> {
  const checked = shape.safeParse(jsonBody(request));
  if (checked.success) return checked.data;
  throw invalidInput(...checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}
