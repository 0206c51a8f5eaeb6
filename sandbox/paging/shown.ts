// Incidents, notes and people as PagerDuty's REST API shows them.
import type { Named, PagedService, Person, Policy } from './account.js';
import type { Note, RestIncident } from './rest-incidents.js';

const html = 'https://applylens.pagerduty.com';

const reference = (type: string, path: string, { id, name }: Named): object => ({
  id,
  type: `${type}_reference`,
  summary: name,
  self: `https://api.pagerduty.com/${path}/${id}`,
  html_url: `${html}/${path}/${id}`,
});

export const userReference = (person: Person): object => reference('user', 'users', person);
export const incidentReference = ({ id, number, title }: RestIncident): object =>
  reference('incident', 'incidents', { id, name: `[#${number}] ${title}` });

export function shownIncident(incident: RestIncident): object {
  const { id, number, title, createdAt, status, key, service, urgency, priority, policy, assignees } = incident;
  return {
    ...incidentReference(incident),
    type: 'incident',
    id,
    incident_number: number,
    title,
    created_at: seconds(createdAt),
    status,
    incident_key: key,
    urgency,
    service: reference('service', 'services', service),
    escalation_policy: reference('escalation_policy', 'escalation_policies', policy),
    priority: priority === undefined ? null : { ...reference('priority', 'priorities', priority), type: 'priority' },
    assignments:
      status === 'resolved' ? [] : assignees.map((each) => ({ at: seconds(createdAt), assignee: userReference(each) })),
  };
}

/** `include[]=first_trigger_log_entries`: who or what opened it. */
export const shownWithFirstEntry = (incident: RestIncident): object => ({
  ...shownIncident(incident),
  first_trigger_log_entry: {
    type: 'trigger_log_entry',
    created_at: seconds(incident.createdAt),
    agent:
      incident.openedBy === undefined
        ? reference('service', 'services', incident.service)
        : userReference(incident.openedBy),
  },
});

export const shownNote = ({ id, content, by, at }: Note): object => ({
  id,
  user: userReference(by),
  content,
  created_at: seconds(at),
  channel: { summary: 'The PagerDuty website or APIs' },
});

export const shownUser = (person: Person): object => ({
  ...userReference(person),
  type: 'user',
  name: person.name,
  email: person.email,
  job_title: person.jobTitle,
});

export const shownPolicy = (policy: Policy): object => ({
  ...reference('escalation_policy', 'escalation_policies', policy),
  type: 'escalation_policy',
  name: policy.name,
  escalation_rules: policy.levels.map((targets, at) => ({
    id: `${policy.id}${at + 1}`,
    targets: targets.map(userReference),
  })),
});

export const shownService = (service: PagedService): object => ({
  ...reference('service', 'services', service),
  type: 'service',
  name: service.name,
  escalation_policy: reference('escalation_policy', 'escalation_policies', service.policy),
});

export const shownPriority = (priority: Named): object => ({
  ...reference('priority', 'priorities', priority),
  type: 'priority',
  name: priority.name,
});

const seconds = (at: string): string => at.replace(/\.\d+Z$/, 'Z');
