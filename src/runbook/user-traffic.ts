// Runbook › Monitor Metrics › "User traffic stable": as many requests as in the hour before the deployment, within 30 %.
import type { Check } from '../verification.js';
import { between, inWords } from './durations.js';
import { judgeSince, notFull, type RecoveryWindow } from './recovery-window.js';
import { clock, grouped, percent } from './wording.js';

/** The time that traffic is compared with. */
export interface TrafficBaseline {
  /** ISO time of its end. */
  readonly until: string;
  /** "the deployment of v1.2.3". */
  readonly before: string;
}

export interface TrafficReading {
  readonly baseline: TrafficBaseline;
  /** Requests per minute before, as an average of the steps that were measured. */
  readonly perMinute: number | null;
  /** Steps of that time that were measured, and that it has. */
  readonly measured: number | null;
  readonly steps: number;
  /** Milliseconds of that time. */
  readonly overMs: number;
}

export interface TrafficLimits {
  /** Ratio 0–1. */
  readonly within: number;
  readonly minimumSample: number;
}

const name = 'User traffic';
/** Share of the time before that has to be measured. */
const measuredAtLeast = 0.5;

/** `requests`: since restored. */
export function judgeTraffic(
  window: RecoveryWindow,
  requests: number | null,
  reading: TrafficReading,
  { within, minimumSample }: TrafficLimits,
): Check {
  const minutes = between(window.restoredAt, window.now) / 60_000;
  const early = notFull(window, requests === null ? 'nothing measured so far' : `${grouped(requests)} requests so far`);
  if (early !== undefined) return { name, ...early };
  const lacking = whyNoBaseline(reading, minimumSample);
  if (lacking !== undefined) return { name, verdict: 'could not measure', evidence: lacking };
  const before = reading.perMinute ?? 0;
  return judgeSince(window, {
    name,
    requests,
    // None at all is traffic that fell, not traffic that was not measured.
    minimumSample: 0,
    value: requests === null ? null : requests / minutes,
    passes: (now) => Math.abs(rounded(now / before - 1)) <= within,
    shown: (now) => inWordsOf(now, before, within, calledOf(reading)),
  });
}

/** 0.7 / 1 - 1 is not -0.3 to a machine. */
const rounded = (ratio: number): number => Number(ratio.toPrecision(12));

const calledOf = ({ baseline, overMs }: TrafficReading): string =>
  `the ${inWords(overMs)} before ${baseline.before} (${clock(baseline.until)})`;

function inWordsOf(now: number, before: number, within: number, called: string): string {
  const change = now / before - 1;
  const than =
    Math.abs(change) < 0.0005 ? 'as many as' : `${percent(Math.abs(change))} ${change < 0 ? 'less' : 'more'} than`;
  return `${grouped(now)} requests a minute, ${than} in ${called}, ${grouped(before)} (limit ± ${percent(within)})`;
}

function whyNoBaseline(reading: TrafficReading, minimumSample: number): string | undefined {
  const { perMinute, measured, steps, overMs } = reading;
  const called = calledOf(reading);
  if (perMinute === null || !Number.isFinite(perMinute) || perMinute <= 0)
    return `no traffic was measured in ${called}`;
  if ((measured ?? 0) < steps * measuredAtLeast) return `too little of ${called} was measured to compare with`;
  const requests = (perMinute * overMs) / 60_000;
  return requests < minimumSample ? `${called} had ${grouped(requests)} requests, too few to compare with` : undefined;
}
