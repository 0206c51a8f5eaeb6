// The runbook's error-rate rule as Prometheus measures it: the newest windows, the hour before them, and when it began.
import type { CatalogueEntry, Timings } from '../src/catalogue/entry.js';
import type { Queries } from '../src/catalogue/measured-entry.js';
import { withWindow } from '../src/promql.js';
import { consecutiveMinutes } from '../src/runbook/when-to-rollback.js';
import type { ErrorRateFacts, RatioSeries } from '../src/situation.js';
import { type Prometheus, prometheusAt, type Sample } from './prometheus.js';

export interface Moments {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the newest deployment began. */
  readonly deploymentAt?: number;
  /** Since when there is trouble, as a person said. */
  readonly since?: number;
}

/** Prometheus answers at most 11,000 points. */
const mostPoints = 10_000;

type Measurable = CatalogueEntry & { readonly prometheus: NonNullable<CatalogueEntry['prometheus']> };

/** Throws when Prometheus does not answer; a window without samples is null. */
export const readErrorRate = (entry: Measurable, moments: Moments, signal: AbortSignal): Promise<ErrorRateFacts> =>
  errorRateFrom(prometheusAt(entry.prometheus.url, entry.timings.httpTimeout, signal), entry, moments);

/** The same where it is known whom to ask. */
export async function errorRateFrom(
  prometheus: Prometheus,
  entry: Measurable,
  moments: Moments,
): Promise<ErrorRateFacts> {
  const measure = { prometheus, queries: entry.prometheus.queries, timings: entry.timings, ...moments };
  const [recent, beforeWindow, beforeDeployment] = await Promise.all([
    readRecent(measure),
    readBaseline(measure, moments.now - entry.timings.errorRateFor),
    readBeforeDeployment(measure),
  ]);
  const onset = await findOnset(measure, recent.ratios, entry.errorRateAbove);
  const baseline = (await readBaselineBefore(measure, onset)) ?? beforeWindow;
  return {
    now: { samples: samplesOf(recent, consecutiveMinutes(entry.timings)), ...baseline },
    beforeDeployment,
    ...(onset === undefined ? {} : { onset: iso(onset.at) }),
    ...(onset?.isOlder === true ? { onsetIsOlder: true } : {}),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

interface Measure extends Moments {
  readonly prometheus: Prometheus;
  readonly queries: Queries;
  readonly timings: Timings;
}

interface Recent {
  readonly ratios: readonly Sample[];
  readonly requests: readonly Sample[];
}

/** The error rate per window over the baseline and the rule's windows, requests over the rule's windows only. */
async function readRecent({ prometheus, queries, timings, now }: Measure): Promise<Recent> {
  const step = timings.errorRateMinute;
  const back = Math.min(Math.ceil((timings.errorRateBaseline + timings.errorRateFor) / step), mostPoints);
  const [ratios, requests] = await Promise.all([
    prometheus.valuesBetween(withWindow(queries.errorRate, step), { from: now - (back - 1) * step, to: now, step }),
    prometheus.valuesBetween(withWindow(queries.requests, step), {
      from: now - (consecutiveMinutes(timings) - 1) * step,
      to: now,
      step,
    }),
  ]);
  return { ratios, requests };
}

type Baseline = Pick<RatioSeries, 'baseline' | 'baselineRequests' | 'baselineUntil'>;

async function readBaseline({ prometheus, queries, timings }: Measure, until: number): Promise<Baseline> {
  const [baseline, baselineRequests] = await Promise.all([
    prometheus.valueAt(withWindow(queries.errorRate, timings.errorRateBaseline), until),
    prometheus.valueAt(withWindow(queries.requests, timings.errorRateBaseline), until),
  ]);
  return { baseline, baselineRequests };
}

/** The trouble is not its own baseline: when it began before the rule's window, the hour before it is read instead. */
async function readBaselineBefore(measure: Measure, onset: Onset | undefined): Promise<Baseline | undefined> {
  if (onset === undefined || onset.isOlder) return undefined;
  const until = onset.at - onset.step;
  if (until >= measure.now - measure.timings.errorRateFor) return undefined;
  return { ...(await readBaseline(measure, until)), baselineUntil: iso(until) };
}

async function readBeforeDeployment({ prometheus, queries, timings, deploymentAt }: Measure): Promise<number | null> {
  if (deploymentAt === undefined) return null;
  return prometheus.valueAt(withWindow(queries.errorRate, timings.errorRateFor), deploymentAt);
}

const samplesOf = ({ ratios, requests }: Recent, count: number): RatioSeries['samples'] =>
  ratios.slice(-count).map(({ at, value }, index) => ({
    at: iso(at),
    ratio: value,
    requests: requests[index]?.value ?? null,
  }));

interface Onset {
  /** End of the first step above the limit. */
  readonly at: number;
  readonly step: number;
  readonly isOlder: boolean;
}

/** Looked for in what was read already, and once further back when it was above all that time. */
async function findOnset(measure: Measure, recent: readonly Sample[], limit: number): Promise<Onset | undefined> {
  const { prometheus, queries, timings, now, since } = measure;
  const bridged = consecutiveMinutes(timings) - 1;
  const onset = onsetOf(recent, limit, bridged);
  if (onset === undefined) return undefined;
  if (!reachesBack(recent, onset, bridged)) return { at: onset, step: timings.errorRateMinute, isOlder: false };
  const back = Math.max(timings.suspectWithin, since === undefined ? 0 : now - since + timings.errorRateFor);
  const step = Math.max(timings.errorRateMinute, Math.ceil(back / mostPoints));
  const to = onset;
  const from = to - Math.floor(back / step) * step;
  const query = withWindow(queries.errorRate, timings.errorRateMinute);
  const earlier = await prometheus.valuesBetween(query, { from, to, step });
  const at = onsetOf(earlier, limit, bridged) ?? onset;
  return { at, step, isOlder: reachesBack(earlier, at, bridged) };
}

/** Nothing but a bridged gap lies before it: the search ended, not the trouble. */
function reachesBack(samples: readonly Sample[], onset: number, bridged: number): boolean {
  const before = samples.filter(({ at }) => at < onset);
  return before.length <= bridged && before.every(({ value }) => value === null);
}

/**
 * The first sample of the time, lasting until now, in which every sample is above the limit. Gaps of at most `bridged`
 * samples do not end it: a missed scrape is no sign of health.
 */
export function onsetOf(samples: readonly Sample[], limit: number, bridged: number): number | undefined {
  let onset: number | undefined;
  let gap = 0;
  for (const { at, value } of samples.toReversed()) {
    gap = value === null ? gap + 1 : 0;
    if (gap > bridged || (value !== null && value <= limit)) break;
    if (value !== null) onset = at;
  }
  return onset;
}
