import { randomUUID } from 'node:crypto';

import type { Service } from './records.js';

const kept = 100;

/** Adds a service event; events of one moment are a millisecond apart, as captured (R1, R4). */
export function noteEvent(service: Service, message: string, now: number): void {
  const createdAt = Math.max(now, (service.events[0]?.createdAt ?? 0) + 1);
  service.events.unshift({ id: randomUUID(), createdAt, message });
  service.events.length = Math.min(service.events.length, kept);
}

/** The same, unless the same sentence was said within `silence` (milliseconds). */
export function noteEventOnce(service: Service, message: string, now: number, silence: number): void {
  const said = service.events.find((event) => event.message === message);
  if (said === undefined || now - said.createdAt >= silence) noteEvent(service, message, now);
}
