// The check that PagerDuty's Events API v2 makes of an event before it accepts it.

export type Severity = 'critical' | 'error' | 'warning' | 'info';
export type EventAction = 'trigger' | 'acknowledge' | 'resolve';

export interface PagingEvent {
  readonly routing_key: string;
  readonly event_action: EventAction;
  /** Always there in an accepted trigger: made up when the sender left it out. */
  readonly dedup_key?: string;
  readonly payload?: PagingPayload;
  readonly links?: readonly unknown[];
  readonly client?: string;
  readonly client_url?: string;
}

export interface PagingPayload {
  readonly summary: string;
  readonly source: string;
  readonly severity: Severity;
  readonly timestamp?: string;
  readonly component?: string;
  readonly group?: string;
  readonly class?: string;
  readonly custom_details?: unknown;
}

const actions: readonly unknown[] = ['trigger', 'acknowledge', 'resolve'];
const severities: readonly unknown[] = ['critical', 'error', 'warning', 'info'];
const longestSummary = 1024;
const longestDedupKey = 255;
const routingKey = /^[A-Za-z0-9]{32}$/;

/** What is wrong with the event, in sentences; empty when it can be accepted. */
export function errorsOf(body: unknown): string[] {
  if (!isRecord(body)) return ['Event object is invalid: it must be a JSON object'];
  return [
    ...routingKeyErrors(body.routing_key),
    ...(actions.includes(body.event_action) ? [] : ["'event_action' must be one of trigger, acknowledge, resolve"]),
    ...dedupKeyErrors(body),
    ...(body.event_action === 'trigger' ? payloadErrors(body.payload) : []),
  ];
}

export function isPagingEvent(body: unknown): body is PagingEvent {
  return errorsOf(body).length === 0;
}

function routingKeyErrors(key: unknown): string[] {
  return typeof key === 'string' && routingKey.test(key)
    ? []
    : ["'routing_key' must be the integration key of 32 letters and digits"];
}

function dedupKeyErrors({ event_action, dedup_key: key }: Readonly<Record<string, unknown>>): string[] {
  if (key === undefined && event_action === 'trigger') return [];
  if (key === undefined) return ["'dedup_key' is missing: acknowledge and resolve must name the alert"];
  const fits = typeof key === 'string' && key.length > 0 && key.length <= longestDedupKey;
  return fits ? [] : [`'dedup_key' must be a text of 1 to ${longestDedupKey} characters`];
}

function payloadErrors(payload: unknown): string[] {
  if (!isRecord(payload)) return ["'payload' is missing or not an object"];
  const errors: string[] = [];
  for (const field of ['summary', 'source'] as const) {
    if (typeof payload[field] !== 'string' || payload[field] === '') {
      errors.push(`'payload.${field}' is missing or blank`);
    }
  }
  if (typeof payload.summary === 'string' && payload.summary.length > longestSummary) {
    errors.push(`'payload.summary' is longer than ${longestSummary} characters`);
  }
  if (!severities.includes(payload.severity)) {
    errors.push("'payload.severity' must be one of critical, error, warning, info");
  }
  return errors;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
