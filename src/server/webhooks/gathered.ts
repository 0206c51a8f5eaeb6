import type { Decided } from './decide.js';
import { type IncomingAlert, keyOf } from './incoming.js';

/** What a service's alerts have come to, and those that wait for the end of the ten seconds. */
export interface Gathered {
  readonly seen: Set<string>;
  pending: IncomingAlert[];
  /** Since the last decision. */
  deliveries: number;
  /** In these ten seconds, and how long they took together: milliseconds. */
  decisions: number;
  decidingMs: number;
  decided: Decided;
  underWay: Promise<Decided> | undefined;
  timer: NodeJS.Timeout | undefined;
}

const seenAtMost = 5_000;
const pendingAtMost = 200;
const decisionsAtOnce = 20;
/** Of ten seconds: senders wait for no more than that, however slow Temporal is. */
const decidingAtMostMs = 2_000;

export const nothingGathered = (): Gathered => ({
  seen: new Set(),
  pending: [],
  deliveries: 0,
  decisions: 0,
  decidingMs: 0,
  decided: { became: 'repeat', said: 'Heard already' },
  underWay: undefined,
  timer: undefined,
});

/** Begins the ten seconds, unless they have begun. */
export function gather(gathered: Gathered, ms: number, atTheEnd: () => unknown): void {
  if (gathered.timer !== undefined) return;
  gathered.decisions = 0;
  gathered.decidingMs = 0;
  gathered.timer = setTimeout(() => {
    gathered.timer = undefined;
    atTheEnd();
  }, ms);
  gathered.timer.unref();
}

/** A repeat that comes meanwhile is answered as what it repeats. */
export function underWay(gathered: Gathered, deciding: Promise<Decided>): Promise<Decided> {
  const settle = () => {
    if (gathered.underWay === deciding) gathered.underWay = undefined;
  };
  gathered.underWay = deciding;
  deciding.then(settle, settle);
  return deciding;
}

/** Within ten seconds twenty times, or for two seconds; a flood of new alerts is gathered from there on. */
export const mayBeToldAtOnce = ({ decisions, decidingMs, timer }: Gathered): boolean =>
  timer === undefined || (decisions < decisionsAtOnce && decidingMs < decidingAtMostMs);

/** Keeps them for the end of the ten seconds; those that find no room may be sent again. */
export function postpone(gathered: Gathered, alerts: readonly IncomingAlert[]): void {
  const all = [...gathered.pending, ...alerts];
  gathered.pending = all.slice(0, pendingAtMost);
  forget(gathered, all.slice(pendingAtMost));
}

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

/** Sent again, they are new. */
export function forget({ seen }: Gathered, alerts: readonly IncomingAlert[]): void {
  for (const { alert } of alerts) seen.delete(keyOf(alert));
}
