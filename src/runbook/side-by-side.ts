// While two revisions serve, their errors side by side (design §5.4): what both do alike is not the fault of the newer one.
import { automaticTriggers } from './automatic-rollback-triggers.js';

/** Counts over one window; null where nothing was measured. Increases of counters need not be whole. */
export interface RevisionCounts {
  readonly requests: number | null;
  readonly errors: number | null;
}

export interface Revisions {
  readonly new: RevisionCounts;
  readonly old: RevisionCounts;
}

/**
 * Bad is above the limit. `worse`: the new one is bad, and so many times as bad as the old one; `better`: the other way
 * round. `equally-bad`: both are bad, neither that many times as the other. `alike`: neither is bad enough to tell them
 * apart. `not-enough`: one of them was not measured, or on too few requests.
 */
export type SideBySide = 'worse' | 'better' | 'equally-bad' | 'alike' | 'not-enough';

// Runback’s own, earlier than the runbook’s rule: three times as bad over 60 s; the limit is the runbook’s.
export const sideBySideRule = {
  above: automaticTriggers.errorRateSpike.above,
  timesTheOther: 3,
  over: '60 seconds',
  /** Requests to each of the two. */
  minimumSample: 100,
} as const;

export interface SideBySideLimits {
  /** Ratio 0–1. */
  readonly above: number;
  readonly timesTheOther: number;
  readonly minimumSample: number;
}

export function compareRevisions(counts: Revisions, limits: SideBySideLimits = sideBySideRule): SideBySide {
  const [newer, older] = [measured(counts.new, limits), measured(counts.old, limits)];
  if (newer === undefined || older === undefined) return 'not-enough';
  if (isBad(newer, limits) && isManyTimes(newer, older, limits)) return 'worse';
  if (isBad(older, limits) && isManyTimes(older, newer, limits)) return 'better';
  return isBad(newer, limits) && isBad(older, limits) ? 'equally-bad' : 'alike';
}

interface Measured {
  readonly requests: number;
  readonly errors: number;
}

function measured({ requests, errors }: RevisionCounts, { minimumSample }: SideBySideLimits): Measured | undefined {
  if (!isCount(requests) || !isCount(errors) || requests < Math.max(1, minimumSample)) return undefined;
  return { requests, errors };
}

const isCount = (value: number | null): value is number => value !== null && Number.isFinite(value) && value >= 0;

const isBad = ({ requests, errors }: Measured, { above }: SideBySideLimits): boolean => errors > above * requests;

/** By products instead of quotients: three times exactly is not more than three times. */
const isManyTimes = (one: Measured, other: Measured, { timesTheOther }: SideBySideLimits): boolean =>
  one.errors * other.requests > timesTheOther * other.errors * one.requests;
