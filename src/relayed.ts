// A message that the server passes on: what it vouches for, and the text that its signature covers (design §4). Pure.
import { listOf, objectOf, oneOf, required, text, time } from './parsed.js';

export const roles = ['viewer', 'operator', 'approver', 'admin', 'sender'] as const;
export type Role = (typeof roles)[number];

/** Whether one with these roles may answer at a gate. */
export const mayApprove = (held: readonly Role[]): boolean => held.includes('approver') || held.includes('admin');

/** Whether one with these roles may have a release back that was left for security. */
export const mayUndoSecurity = (held: readonly Role[]): boolean => held.includes('admin');

/** The server's word for a message: who says it holds these roles there. */
export interface Relayed {
  readonly roles: readonly Role[];
  /** ISO 8601. */
  readonly issuedAt: string;
  /** HMAC-SHA-256 over `signedText`, in hex. */
  readonly signature: string;
}

/** Added by the server alone; accepted in every message and checked where it is heard. */
export const relayedField = objectOf({
  roles: required(listOf(oneOf(...roles))),
  issuedAt: required(time),
  signature: required(text),
});

/** Milliseconds after which a signature that arrives for the first time is too old, and by how much a clock may be ahead. */
const signatureHolds = 10 * 60_000;
const clocksDiffer = 60_000;

/** Everything that may not be changed on the way: the run, the verb, and the whole message but its signature. */
export function signedText(workflowId: string, verb: string, message: object): string {
  const { relayed, ...rest } = message as { readonly relayed?: Partial<Relayed> };
  const { signature: _signature, ...vouched } = relayed ?? {};
  return canonical({ workflowId, verb, message: { ...rest, relayed: vouched } });
}

/** Why its time does not let it count at `now` (milliseconds); undefined when it does. */
export function staleness({ issuedAt }: Relayed, now: number): string | undefined {
  const age = now - Date.parse(issuedAt);
  if (age > signatureHolds) return `it was signed at ${issuedAt}, more than 10 minutes ago: say it again`;
  return age < -clocksDiffer ? `it was signed at ${issuedAt}, which is yet to come: compare the clocks` : undefined;
}

/** JSON with the names in order, so that whoever writes it gets the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}
