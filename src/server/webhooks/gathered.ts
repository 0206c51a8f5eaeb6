import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Decided } from './decide.js';
import { type IncomingAlert, keyOf } from './incoming.js';

/** What a service's alerts have come to, and those that wait for the end of the ten seconds. */
export interface Gathered {
  readonly entry: CatalogueEntry;
  readonly seen: Set<string>;
  pending: IncomingAlert[];
  /** Since the last decision. */
  deliveries: number;
  deciding: Promise<Decided>;
  timer: NodeJS.Timeout | undefined;
}

const seenAtMost = 5_000;
const pendingAtMost = 200;

export const nothingGathered = (entry: CatalogueEntry): Gathered => ({
  entry,
  seen: new Set(),
  pending: [],
  deliveries: 0,
  deciding: Promise.resolve({ became: 'repeat', said: 'Heard already', untold: [] }),
  timer: undefined,
});

export const postpone = (gathered: Gathered, alerts: readonly IncomingAlert[]): void => {
  gathered.pending = [...gathered.pending, ...alerts].slice(0, pendingAtMost);
};

/** Those not seen before, which are remembered; the oldest are forgotten. */
export const newIn = ({ seen }: Gathered, alerts: readonly IncomingAlert[]): IncomingAlert[] =>
  alerts.filter(({ alert }) => {
    const key = keyOf(alert);
    if (seen.has(key)) return false;
    seen.add(key);
    const oldest = seen.values().next();
    if (seen.size > seenAtMost && oldest.done === false) seen.delete(oldest.value);
    return true;
  });

// Their senders are answered that it failed, and send them again.
export function forget(gathered: Gathered, alerts: readonly IncomingAlert[]): void {
  for (const { alert } of [...alerts, ...gathered.pending]) gathered.seen.delete(keyOf(alert));
  gathered.pending = [];
  stopTimer(gathered);
}

export function stopTimer(gathered: Gathered): void {
  clearTimeout(gathered.timer);
  gathered.timer = undefined;
}
