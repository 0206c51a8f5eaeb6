// One criterion over the time since restored: not full is "not yet"; a hole, no data or too few requests "could not measure".
import type { Check } from '../verification.js';
import { between, inWords } from './durations.js';
import { grouped } from './wording.js';

/** The time since restored, as far as it was measured. */
export interface RecoveryWindow {
  readonly restoredAt: string;
  readonly now: string;
  /** Milliseconds that a window has to last before it counts. */
  readonly watchMs: number;
  /** Requests of each step since restored, the newest last; null where nothing was scraped. Absent: not asked for. */
  readonly steps?: readonly (number | null)[];
  /** Steps that have to be measured. */
  readonly stepsNeeded?: number;
}

export interface Measurement {
  readonly name: string;
  readonly requests: number | null;
  readonly minimumSample: number;
  readonly value: number | null;
  /** What a value can be: a ratio 0–1, or anything from 0 on. */
  readonly atMost?: number;
  readonly passes: (value: number) => boolean;
  readonly shown: (value: number) => string;
}

export function judgeSince(window: RecoveryWindow, measurement: Measurement): Check {
  const { name, requests, minimumSample, value, atMost = Number.POSITIVE_INFINITY, passes, shown } = measurement;
  const measured = value !== null && Number.isFinite(value) && value >= 0 && value <= atMost ? value : undefined;
  const count = isCount(requests) ? requests : 0;
  const sample = `${grouped(count)} requests since restored`;
  const soFar = measured === undefined ? 'nothing measured so far' : `${shown(measured)} so far, ${sample}`;
  const early = notFull(window, soFar);
  if (early !== undefined) return { name, ...early };
  if (measured === undefined) return { name, verdict: 'could not measure', evidence: 'no data since restored' };
  const lacking = holeIn(window) ?? (count < minimumSample ? tooFew(sample, minimumSample) : undefined);
  if (lacking !== undefined)
    return { name, verdict: 'could not measure', evidence: `${shown(measured)}, but ${lacking}` };
  return { name, verdict: passes(measured) ? 'passed' : 'failed', evidence: `${shown(measured)}, ${sample}` };
}

const isCount = (value: number | null): value is number => value !== null && Number.isFinite(value) && value >= 0;

const tooFew = (sample: string, minimum: number): string => `only ${sample}; ${grouped(minimum)} are needed`;

/** Undefined once it has lasted. */
export function notFull(
  { restoredAt, now, watchMs }: RecoveryWindow,
  soFar: string,
): Pick<Check, 'verdict' | 'evidence'> | undefined {
  const since = between(restoredAt, now);
  if (since >= watchMs) return undefined;
  return { verdict: 'not yet', evidence: `${inWords(since)} of ${inWords(watchMs)} watched: ${soFar}` };
}

/**
 * Scrapes that stopped leave the figures of the time before behind, and a hole hides what was in it: the newest step has to be
 * measured, and as many of them as the watch has. A hole so makes the watch longer.
 */
function holeIn({ steps, stepsNeeded = 0 }: RecoveryWindow): string | undefined {
  if (steps === undefined || stepsNeeded === 0) return undefined;
  const measured = steps.filter(isCount).length;
  if (!isCount(steps.at(-1) ?? null)) return 'nothing was measured in the last minute';
  return measured < stepsNeeded ? `only ${measured} of ${stepsNeeded} minutes were measured` : undefined;
}
