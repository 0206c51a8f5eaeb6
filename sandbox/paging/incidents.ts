import type { PagingEvent } from './event.js';

export interface Incident {
  readonly dedup_key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
  readonly source: string;
  readonly events: readonly ReceivedEvent[];
}

export interface ReceivedEvent {
  /** ISO 8601, with milliseconds. */
  readonly received_at: string;
  readonly event: PagingEvent;
}

const statusAfter = { trigger: 'triggered', acknowledge: 'acknowledged', resolve: 'resolved' } as const;

/**
 * The incident after one more event. A trigger joins an open incident without undoing its acknowledgement and opens it
 * anew once resolved; acknowledge and resolve of what is unknown or resolved change nothing, and are accepted all the same.
 */
export function afterEvent(
  before: Incident | undefined,
  dedupKey: string,
  received: ReceivedEvent,
): Incident | undefined {
  const { event } = received;
  const isOpen = before !== undefined && before.status !== 'resolved';
  if (event.event_action === 'trigger' && !isOpen) return opened(before, dedupKey, received);
  if (!before) return undefined;
  const changes = isOpen && event.event_action !== 'trigger';
  return {
    ...before,
    ...(changes ? { status: statusAfter[event.event_action] } : {}),
    events: [...before.events, received],
  };
}

function opened(before: Incident | undefined, dedupKey: string, received: ReceivedEvent): Incident {
  const { summary = '', severity = '', source = '' } = received.event.payload ?? {};
  const events = [...(before?.events ?? []), received];
  return { dedup_key: dedupKey, status: 'triggered', summary, severity, source, events };
}
