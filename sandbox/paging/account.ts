// The PagerDuty account that the double knows: its people, their escalation policies, its service and its tokens.
import { createHash } from 'node:crypto';

/** Of the REST API; the second one may only read. */
export const restTokens = { write: 'pagerduty-sandbox', read: 'pagerduty-sandbox-read-only' } as const;

/** Integration key of the service of ApplyLens: whoever is on call. */
export const routingKey = 'sandbox0sandbox0sandbox0sandbox0';
/** Of the service that pages the engineering manager. */
export const managersRoutingKey = 'manager0manager0manager0manager0';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly jobTitle: string;
}

const person = (id: string, name: string, email: string, jobTitle: string): Person => ({ id, name, email, jobTitle });
const pedro = person('PPEDRO1', 'Pedro Alves', 'pedro@applylens.io', 'Site Reliability Engineer');
const manager = person('PMARIA1', 'Maria Lind', 'maria@applylens.io', 'Engineering Manager');
const bot = person('PRUNBAC', 'Runback', 'runback@applylens.io', 'Bot user');

export const people: readonly Person[] = [pedro, manager, bot];

export interface Policy {
  readonly id: string;
  readonly name: string;
  /** Who is paged on each level, first to last. */
  readonly levels: readonly (readonly Person[])[];
}

const onCall: Policy = { id: 'PONCALL', name: 'ApplyLens on-call', levels: [[pedro], [manager]] };
const managers: Policy = { id: 'PMANAGE', name: 'Engineering Manager', levels: [[manager]] };
export const policies: readonly Policy[] = [onCall, managers];

export interface PagedService {
  readonly id: string;
  readonly name: string;
  readonly policy: Policy;
}

const applylens: PagedService = { id: 'PAPPLYL', name: 'ApplyLens', policy: onCall };
const escalations: PagedService = { id: 'PESCALA', name: 'Escalations', policy: managers };
export const services: readonly PagedService[] = [applylens, escalations];

/** Every key is the integration of some service. */
export function serviceOf(key: string): PagedService {
  if (key === routingKey) return applylens;
  if (key === managersRoutingKey) return escalations;
  const id = `P${createHash('sha1').update(key).digest('hex').slice(0, 6).toUpperCase()}`;
  return { id, name: `Service ${id}`, policy: onCall };
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export const priorities: readonly Named[] = [1, 2, 3, 4, 5].map((rank) => ({ id: `PPRIOR${rank}`, name: `P${rank}` }));
