// What people and machines may say to a running rollback (design §4), and how it is parsed: totally, never throwing.
import { listOf, objectOf, oneOf, type Parsed, parse, person, required, text, time } from './parsed.js';
import { type Relayed, relayedField } from './relayed.js';
import { requestFields } from './requests.js';
import type { Alert, Method, RollbackRequest, TargetRequest } from './rollback.js';
import { type Confirmable, confirmable } from './vocabulary.js';

/** What every message may carry besides. */
export interface Sent {
  readonly by?: string;
  /** Sent again with the same id it counts once. */
  readonly messageId?: string;
  /** The run it is meant for, by its run key or run id; any when it is absent. */
  readonly run?: string;
  /** The server's word for who says it. */
  readonly relayed?: Relayed;
}

export interface Confirm {
  readonly item: Confirmable;
  readonly by: string;
  readonly evidence?: string;
}
export interface Decision {
  readonly by: string;
  readonly comment?: string;
}
export interface Approve extends Decision {
  /** Why one person alone is enough this time. */
  readonly breakGlass?: string;
  /** What is lost, as the gate of a database shows it: break-glass there has it typed. */
  readonly lost?: string;
}
export type DecideAction = 'retry' | 'skip' | 'use-method' | 'choose-target' | 'proceed' | 'undo' | 'abort';
export interface Decide {
  readonly by: string;
  readonly action: DecideAction;
  readonly target?: TargetRequest;
  readonly method?: Method;
  readonly reason?: string;
}
export interface Pause {
  readonly by: string;
  readonly reason?: string;
}
export interface Abort {
  readonly by: string;
  readonly reason: string;
}
export interface Note {
  readonly by: string;
  readonly text: string;
}

export interface Messages {
  confirm: Confirm;
  approve: Approve;
  reject: Decision;
  decide: Decide;
  pause: Pause;
  resume: Pause;
  abort: Abort;
  note: Note;
  request: RollbackRequest;
  alert: Alert;
}

const by = required(person);
const labels = {
  expected: 'an object of at most 50 texts, each of at most 200 characters',
  accepts: (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length <= 50 &&
    Object.entries(value)
      .flat()
      .every((each) => typeof each === 'string' && each.length <= 200),
};

const alertStatus = oneOf('firing', 'resolved');

const fields = {
  confirm: {
    item: required(oneOf(...confirmable)),
    by,
    evidence: text,
  },
  approve: { by, comment: text, breakGlass: text, lost: text },
  reject: { by, comment: text },
  decide: {
    by,
    action: required(oneOf('retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort')),
    target: requestFields.target,
    method: requestFields.method,
    reason: text,
  },
  pause: { by, reason: text },
  resume: { by, reason: text },
  abort: { by, reason: required(text) },
  note: { by, text: required(text) },
  request: requestFields,
  alert: {
    source: required(text),
    name: required(text),
    status: required(alertStatus),
    startsAt: time,
    fingerprint: text,
    summary: text,
    labels,
    url: text,
    count: { expected: 'a whole number', accepts: (value: unknown) => Number.isSafeInteger(value) },
    also: listOf(objectOf({ name: required(text), status: required(alertStatus), startsAt: time, fingerprint: text })),
  },
} as const;

const sent = { messageId: text, run: text, relayed: relayedField };

export const parseMessage = <N extends keyof Messages>(name: N, value: unknown): Parsed<Messages[N]> =>
  parse<Messages[N]>(value, { ...fields[name], ...sent });
