// What a change of an incident over PagerDuty's REST API does.
import { z } from 'zod';

import { type Person, people, policies, priorities } from './account.js';
import { invalidInput, notFound } from './refusals.js';
import type { RestIncident, RestIncidents } from './rest-incidents.js';
import { incidentReference, userReference } from './shown.js';

const reference = z.object({ id: z.string(), type: z.string() });

export const changeShape = z.object({
  incident: z.object({
    type: z.enum(['incident', 'incident_reference']),
    status: z.enum(['acknowledged', 'resolved']).optional(),
    title: z.string().min(1).optional(),
    urgency: z.enum(['high', 'low']).optional(),
    priority: reference.optional(),
    escalation_level: z.number().int().min(1).optional(),
    escalation_policy: reference.optional(),
    resolution: z.string().optional(),
  }),
});
type Change = z.output<typeof changeShape>['incident'];

/** @throws RestRefusal for a resolved incident, and for what the account does not have */
export function change(incident: RestIncident, wanted: Change, by: Person, rest: RestIncidents): void {
  if (incident.status === 'resolved') throw invalidInput('Incident Already Resolved');
  const priority = wanted.priority && found(priorities, wanted.priority.id);
  const policy = wanted.escalation_policy && found(policies, wanted.escalation_policy.id);
  const level = wanted.escalation_level ?? (policy ? 1 : undefined);
  const assignees = level === undefined ? undefined : (policy ?? incident.policy).levels[level - 1];
  if (level !== undefined && assignees === undefined) throw invalidInput(`Escalation level ${level} does not exist`);
  const { status, title = incident.title, urgency = incident.urgency, resolution } = wanted;
  Object.assign(incident, { title, urgency }, status && { status }, priority && { priority }, policy && { policy });
  if (level !== undefined && assignees !== undefined) Object.assign(incident, { level, assignees });
  rest.log(incident, {
    what: status ?? 'changed',
    by: by.name,
    text: resolution ?? saidOf(wanted),
    pages: (assignees ?? []).map(({ name }) => name),
  });
}

function saidOf({ type: _, ...changed }: Change): string {
  const said = Object.entries(changed).map(
    ([what, value]) => `${what} ${typeof value === 'object' ? value.id : value}`,
  );
  return said.join(', ');
}

function found<One extends { readonly id: string }>(all: readonly One[], wanted: string): One {
  const one = all.find(({ id }) => id === wanted);
  if (one === undefined) throw invalidInput(`${wanted} does not exist`);
  return one;
}

export const responderShape = z.object({
  requester_id: z.string(),
  message: z.string(),
  responder_request_targets: z
    .array(
      z.object({
        responder_request_target: z.object({
          id: z.string(),
          type: z.enum(['user_reference', 'user', 'escalation_policy_reference', 'escalation_policy']),
        }),
      }),
    )
    .min(1),
});

/** Pages users, or those who are first in an escalation policy. @throws RestRefusal for who is not in the account */
export function requestResponders(
  incident: RestIncident,
  { requester_id, message, responder_request_targets: targets }: z.output<typeof responderShape>,
  by: Person,
  rest: RestIncidents,
): object {
  if (incident.status === 'resolved') throw invalidInput('Incident Already Resolved');
  const requester = people.find(({ id }) => id === requester_id);
  if (requester === undefined) throw notFound;
  const asked = targets.map(({ responder_request_target: { id, type } }) => {
    const isUser = type.startsWith('user');
    return { id, type, users: isUser ? [found(people, id)] : (found(policies, id).levels[0] ?? []) };
  });
  const pages = asked.flatMap(({ users }) => users.map(({ name }) => name));
  rest.log(incident, { what: 'responders requested', by: by.name, text: message, pages });
  return {
    incident: incidentReference(incident),
    requester: userReference(requester),
    requested_at: new Date().toISOString(),
    message,
    responder_request_targets: asked.map(({ id, type, users }) => {
      const incidents_responders = users.map((user) => ({ state: 'pending', user: userReference(user), message }));
      return { responder_request_target: { id, type: type.replace('_reference', ''), incidents_responders } };
    }),
  };
}
