// The incidents as PagerDuty's REST API knows them: each trigger after a resolve opens another one under the same key.
import { randomBytes } from 'node:crypto';

import type { Named, PagedService, Person, Policy } from './account.js';

export type Status = 'triggered' | 'acknowledged' | 'resolved';

export interface Note {
  readonly id: string;
  readonly content: string;
  readonly by: Person;
  readonly at: string;
}

export interface RestIncident {
  readonly id: string;
  readonly number: number;
  readonly service: PagedService;
  /** The dedup key of the events. */
  readonly key: string;
  readonly createdAt: string;
  /** Absent where an event opened it. */
  readonly openedBy?: Person;
  readonly notes: Note[];
  status: Status;
  title: string;
  urgency: 'high' | 'low';
  priority?: Named;
  policy: Policy;
  /** From 1. */
  level: number;
  assignees: readonly Person[];
}

/** What somebody was told, in the order in which it came. */
export interface LogEntry {
  /** ISO 8601, with milliseconds. */
  readonly at: string;
  readonly what: 'triggered' | 'joined' | 'acknowledged' | 'resolved' | 'changed' | 'note' | 'responders requested';
  readonly incident: string;
  readonly number: number;
  readonly key: string;
  readonly service: string;
  /** `events`, or the name of the From header's person. */
  readonly by: string;
  readonly text?: string;
  readonly severity?: string;
  /** Names of those who are paged by it. */
  readonly pages: readonly string[];
}

export interface RestIncidents {
  open(about: Pick<RestIncident, 'service' | 'key' | 'title' | 'urgency' | 'openedBy'>): RestIncident;
  /** The one under this key that is not resolved. */
  underWay(service: PagedService, key: string): RestIncident | undefined;
  find(id: string): RestIncident | undefined;
  /** In the order in which they were opened. */
  list(): readonly RestIncident[];
  log(
    incident: RestIncident,
    entry: Pick<LogEntry, 'what' | 'by'> & Partial<Pick<LogEntry, 'text' | 'severity' | 'pages'>>,
  ): void;
  entries(): readonly LogEntry[];
  clear(): void;
}

const firstNumber = 4_711;

export function createRestIncidents(): RestIncidents {
  let incidents: RestIncident[] = [];
  let entries: LogEntry[] = [];
  return {
    open(about) {
      const { policy } = about.service;
      const incident: RestIncident = {
        ...about,
        id: newId('Q'),
        number: firstNumber + incidents.length,
        createdAt: new Date().toISOString(),
        notes: [],
        status: 'triggered',
        policy,
        level: 1,
        assignees: policy.levels[0] ?? [],
      };
      incidents.push(incident);
      return incident;
    },
    underWay: ({ id }, key) =>
      incidents.find((each) => each.service.id === id && each.key === key && each.status !== 'resolved'),
    find: (wanted) => incidents.find(({ id, number }) => id === wanted || `${number}` === wanted),
    list: () => incidents,
    log({ id, number, key, service }, entry) {
      const about = { incident: id, number, key, service: service.name };
      entries.push({ at: new Date().toISOString(), pages: [], ...about, ...entry });
    },
    entries: () => entries,
    clear() {
      [incidents, entries] = [[], []];
    },
  };
}

export const newId = (letter: string): string =>
  `${letter}${randomBytes(7).toString('hex').slice(0, 13).toUpperCase()}`;
