import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Cause, CauseKind } from '../../diagnosis.js';
import { clock, clockWithSeconds, day } from '../wording.js';
import { remedies } from './remedies.js';

/** A cause before it is ranked: the greater the weight, the more it explains. */
export interface Finding extends Cause {
  readonly weight: number;
}

/** What keeps tasks from running explains most; what only coincides least. */
const weights: Readonly<Record<CauseKind, number>> = {
  'parameter missing': 100,
  'secret not readable': 95,
  'image missing': 95,
  'database schema': 90,
  linker: 85,
  import: 85,
  'setting missing': 80,
  'out of memory': 75,
  'no capacity': 70,
  'log group missing': 70,
  'start refused': 60,
  dependency: 55,
  'already bad before': 50,
  exits: 40,
  'health check': 30,
  'parameter changed': 20,
  errors: 10,
};

export function finding(
  entry: CatalogueEntry,
  kind: CauseKind,
  sentence: string,
  evidence: readonly string[],
  weight: number = weights[kind],
): Finding {
  return { kind, sentence, evidence, ...remedies[kind](entry), weight };
}

export const times = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

export const atClock = (at: string): string => clockWithSeconds(at);

/** "16 October 03:04 UTC" */
export const onDay = (at: string): string => `${day(at)} ${clock(at)}`;
