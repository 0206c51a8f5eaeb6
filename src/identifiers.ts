// Every workflow id, task queue and search attribute, from one place (design §4).

export const queues = {
  main: 'runback',
  follow: 'runback-follow',
  tell: 'runback-tell',
  escalation: 'runback-escalation',
} as const;

/** The lock: one rollback per service and environment. */
export const rollbackId = (environment: string, service: string): string => `rollback/${environment}/${service}`;
export const planId = (environment: string, service: string, unique: string): string =>
  `plan/${environment}/${service}/${unique}`;
export const escalationId = (environment: string, service: string, requestId: string): string =>
  `escalation/${environment}/${service}/${requestId}`;
export const monitorId = (environment: string, service: string, requestId: string): string =>
  `monitor/${environment}/${service}/${requestId}`;

/** One for each deployment, so that it is guarded once; `newest` finds out which one that is and hands over. */
export const guardId = (environment: string, service: string, deployment = 'newest'): string =>
  `guard/${environment}/${service}/${deployment.replace(/^ecs-svc\//, '')}`;

/** What is added to a report once its run has closed; one for each report. */
export const postmortemId = (environment: string, service: string, requestId: string): string =>
  `postmortem/${environment}/${service}/${requestId}`;

/** Held by whoever takes a database back, of whichever service. */
export const databaseId = (environment: string, database: string): string => `database/${environment}/${database}`;
export const rehearsalId = (database: string): string => `rehearsal/${database}`;

/** A critical alert that matches no service, by a hash of what tells it from others. */
export const unmatchedId = (identity: string): string => `unmatched/${identity}`;

/** Path of a service's state page. */
export const pageAddress = ({ environment, service }: { environment: string; service: string }): string =>
  `/${encodeURIComponent(environment)}/${encodeURIComponent(service)}`;

/** All runs that leave one release share one incident. */
export const incidentId = (environment: string, service: string, release: string): string =>
  `incident/${environment}/${service}/${release}`;

export const searchAttributes = [
  'RunbackService',
  'RunbackEnvironment',
  'RunbackPhase',
  'RunbackOutcome',
  'RunbackFrom',
  'RunbackTo',
  'RunbackSeverity',
] as const;
export type SearchAttribute = (typeof searchAttributes)[number];

/** Every one exists as an Update and as a Signal of the same name, `alert` as a Signal only. */
export const messageNames = [
  'confirm',
  'approve',
  'reject',
  'decide',
  'pause',
  'resume',
  'abort',
  'note',
  'request',
  'alert',
] as const;
export type MessageName = (typeof messageNames)[number];
/** What the server may pass on for somebody whom it knows. */
export type Relayable = Exclude<MessageName, 'alert'>;
export type Verb = Exclude<MessageName, 'request' | 'alert'>;

export const queryNames = { status: 'status', plan: 'plan', report: 'report' } as const;
