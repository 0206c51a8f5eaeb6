// What an event of the Events API v2 does.
import { randomUUID } from 'node:crypto';

import { createRateWindow } from '../rate-window.js';
import { type PagedService, serviceOf } from './account.js';
import { errorsOf, isPagingEvent, type PagingEvent } from './event.js';
import { afterEvent, type Incident } from './incidents.js';
import type { RestIncidents } from './rest-incidents.js';

export interface Answer {
  readonly status: number;
  readonly json: object;
}

export interface Desk {
  /** By dedup key. */
  readonly incidents: Map<string, Incident>;
  readonly rest: RestIncidents;
  refusals: number;
}

const perMinute = 120;

/** Takes one event after the other. */
export function createEnqueue(desk: Desk): (body: unknown) => Answer {
  const window = createRateWindow({ most: perMinute, withinMs: 60_000 });
  return (body) => {
    if (desk.refusals > 0) {
      desk.refusals -= 1;
      return tooMany;
    }
    if (!isPagingEvent(body)) return invalid(errorsOf(body));
    if (window.take(body.routing_key) > 0) return tooMany;
    const dedupKey = body.dedup_key ?? randomUUID().replaceAll('-', '');
    take({ ...body, dedup_key: dedupKey }, dedupKey, desk);
    return { status: 202, json: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
  };
}

function take(event: PagingEvent, dedupKey: string, desk: Desk): void {
  const received = { received_at: new Date().toISOString(), event };
  const incident = afterEvent(desk.incidents.get(dedupKey), dedupKey, received);
  if (incident) desk.incidents.set(dedupKey, incident);
  tell(event, dedupKey, serviceOf(event.routing_key), desk.rest);
}

function tell(
  { event_action: action, payload }: PagingEvent,
  key: string,
  service: PagedService,
  rest: RestIncidents,
): void {
  const before = rest.underWay(service, key);
  if (action === 'trigger') {
    const { summary: text = '', severity = '' } = payload ?? {};
    const urgency = severity === 'critical' || severity === 'error' ? 'high' : 'low';
    const incident = before ?? rest.open({ service, key, title: text, urgency });
    const pages = before ? [] : incident.assignees.map(({ name }) => name);
    return rest.log(incident, { what: before ? 'joined' : 'triggered', by: 'events', text, severity, pages });
  }
  if (before === undefined) return;
  const what = action === 'resolve' ? 'resolved' : 'acknowledged';
  before.status = what;
  rest.log(before, { what, by: 'events' });
}

export function invalid(errors: readonly string[]): Answer {
  return { status: 400, json: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

export const tooMany: Answer = {
  status: 429,
  json: { status: 'throttle exceeded', message: 'Requests for this service are throttled' },
};
