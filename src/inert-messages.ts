// What people and senders wrote, made inert at the door: it stands on cards, in reports, pages and chats.
import type { MessageName } from './identifiers.js';
import type { Alert, RollbackRequest } from './rollback.js';
import { inert } from './runbook/wording.js';

/** The same message; names of services and releases, and times, are parsed strictly elsewhere. */
export function inertMessage<T extends object>(name: Exclude<MessageName, 'request'>, message: T): T {
  return name === 'alert'
    ? (inertAlert(message as unknown as Alert) as unknown as T)
    : withInert(message, ['by', 'comment', 'breakGlass', 'lost', 'reason', 'evidence', 'text']);
}

const inertAlert = ({ also, ...alert }: Alert): Alert => ({
  ...withInert(alert, ['source', 'name', 'summary']),
  ...(also === undefined ? {} : { also: also.map((each) => withInert(each, ['name'])) }),
});

/** Without its signature, which covers what was written. */
export const inertRequest = ({ trigger, doubts, relayed: _relayed, ...request }: RollbackRequest): RollbackRequest => ({
  ...withInert(request, ['reason', 'requestedBy', 'impact']),
  ...(doubts === undefined ? {} : { doubts: doubts.map((doubt) => inert(doubt)) }),
  ...(trigger === undefined ? {} : { trigger: withInert(trigger, ['name', 'summary']) }),
});

function withInert<T extends object>(message: T, fields: readonly string[]): T {
  const given = message as Record<string, unknown>;
  const changed = fields.flatMap((field) => {
    const value = given[field];
    return typeof value === 'string' ? [[field, inert(value)] as const] : [];
  });
  return { ...message, ...Object.fromEntries(changed) };
}
