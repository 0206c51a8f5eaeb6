// Turns answers into observations: the same on every run, so that two peers can be compared.
import type { Behaviour, Json } from './behaviour.js';
import type { Production } from './production.js';

/** Of which type each member is; a member that is missing is said to be. */
export function typesOf(
  value: object | undefined,
  members: readonly string[],
): { readonly [member: string]: string } | string {
  if (value === undefined) return 'missing';
  return Object.fromEntries(members.map((member) => [member, typeOf(value[member as keyof typeof value])]));
}

function typeOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no time' : 'time';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}

/** What is refused, how; `answered` when it is not. With the sentence where Runback reads it. */
export async function refusalOf(call: Promise<unknown>, { withText = false } = {}): Promise<Json> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = statusOf(error);
    // What has no status did not come from the peer.
    if (status === undefined) throw error;
    return { code: error.name, status, ...(withText ? { text: error.message } : {}) };
  }
}

function statusOf(error: Error): number | undefined {
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return metadata?.httpStatusCode;
}

/** What a behaviour sees, or how the peer refused a call that it makes on the way. */
export async function observationOf({ observe }: Behaviour, production: Production): Promise<Json> {
  try {
    return await observe(production);
  } catch (error) {
    return refusalOf(Promise.reject(error instanceof Error ? error : new Error(String(error))));
  }
}

/** `task-definition/api:3` of an ARN: what stands after region and account. */
export const resourceOf = (arn: string | undefined): string => arn?.split(':').slice(5).join(':') ?? 'missing';
export const revisionOf = (arn: string | undefined): number => Number(arn?.split(':').at(-1));
/** `missing` for what a peer left out. */
export const shown = (value: string | number | boolean | undefined): Json => value ?? 'missing';

export const matches = (pattern: RegExp, value: string | undefined): Json =>
  value !== undefined && pattern.test(value) ? true : shown(value);
