import type { Policy } from './catalogue/entry.js';
import { flag, listOf, objectOf, oneOf, type Parsed, parse, person, required, text, time } from './parsed.js';
import { relayedField } from './relayed.js';
import type { Mode, RollbackRequest } from './rollback.js';
import { criteria, methodNames } from './vocabulary.js';

const name = {
  expected: 'a name of letters, digits, dots, dashes and underscores',
  accepts: (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value),
};

const target = {
  expected: 'an object with exactly one of version, commit, tag, taskDefinition',
  accepts: (value: unknown) =>
    objectOf({ version: text, commit: text, tag: text, taskDefinition: text }).accepts(value) &&
    Object.keys(value as object).length === 1,
};

/** All fields of design §4; those of later features are accepted and recorded. */
export const requestFields = {
  service: required(name),
  environment: required(name),
  reason: required(text),
  requestedBy: person,
  severity: oneOf('SEV1', 'SEV2'),
  method: oneOf(...methodNames),
  target,
  scope: oneOf('service', 'canary'),
  database: objectOf({ target: text, order: oneOf('database-first', 'application-first') }),
  group: text,
  planOnly: flag,
  criteria: listOf(oneOf(...criteria)),
  since: time,
  impact: text,
  customerImpact: flag,
  trigger: objectOf({
    kind: required(oneOf('alert', 'metric', 'deployment', 'person')),
    name: text,
    summary: text,
    startsAt: time,
    fingerprint: text,
    url: text,
  }),
  act: flag,
  doubts: listOf(text),
  reopens: text,
  undoes: text,
  requestId: name,
  acceptedAt: time,
  relayed: relayedField,
} as const;

export const parseRequest = (value: unknown): Parsed<RollbackRequest> => parse<RollbackRequest>(value, requestFields);

/** Whether a machine asked: such a run has no requester, and its trigger is measured again. */
export const askedByMachine = (request: RollbackRequest): boolean =>
  request.trigger !== undefined && request.trigger.kind !== 'person';

/** What the request may do: a machine's by its trigger's name, else by its kind, else as every other. */
export function modeFor({ mode, modeOf = {} }: Pick<Policy, 'mode' | 'modeOf'>, request: RollbackRequest): Mode {
  const { trigger } = request;
  if (trigger === undefined || !askedByMachine(request)) return mode;
  return modeOf[trigger.name ?? ''] ?? modeOf[trigger.kind] ?? mode;
}
