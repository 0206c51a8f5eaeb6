// Judges the runbook's first trigger on what was measured. No data, a gap or too few requests is never "not breached".
import type { CatalogueEntry, Timings } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import type { ErrorRateFacts } from '../situation.js';
import { between, inWords } from './durations.js';
import { averageOf, type MeasuredStep, measuredWindow } from './measured-window.js';
import type { RuleVerdict } from './rule-verdict.js';
import { clock, percent } from './wording.js';

export interface TriggerVerdict extends RuleVerdict {
  /** How much of the whole, measured window was above the limit, whatever the hour before was. */
  readonly above: 'every minute' | 'some minutes' | 'no minute' | 'could not measure';
}

/** Not breached is not gone (decision 37): gone is a whole window without a minute above the limit. */
export const troubleIsGone = ({ above }: TriggerVerdict): boolean => above === 'no minute';

export interface TriggerLimits {
  /** Ratio 0–1. */
  readonly above: number;
  /** Requests in the whole window, and in the window compared with. */
  readonly minimumSample: number;
  /** Consecutive samples that the window has: the runbook's five minutes. */
  readonly minutes: number;
}

/** The trigger as the catalogue has it for this service. */
export const errorRateLimits = ({ errorRateAbove, minimumSample, timings }: CatalogueEntry): TriggerLimits => ({
  above: errorRateAbove,
  minimumSample,
  minutes: consecutiveMinutes(timings),
});

/** The catalogue demands a whole multiple; a time scale leaves some milliseconds over. */
export const consecutiveMinutes = ({ errorRateFor, errorRateMinute }: Timings): number =>
  Math.max(1, Math.round(errorRateFor / errorRateMinute));

const unmeasured = (evidence: string): TriggerVerdict => ({
  verdict: 'could not measure',
  above: 'could not measure',
  evidence,
});

/** Above the limit in each of the consecutive minutes, on enough requests, and above the average of the hour before (decision 20). */
export function judgeErrorRate(facts: Fact<ErrorRateFacts>, limits: TriggerLimits): TriggerVerdict {
  if (facts.state === 'not connected')
    return unmeasured('the error rate is not connected: no metrics in the catalogue');
  if (facts.state === 'unknown') return unmeasured(`the error rate could not be read: ${facts.why}`);
  const steps = facts.value.now.samples.map(({ at, ratio, requests }) => ({ at, value: ratio, count: requests }));
  const window = measuredWindow(steps, { steps: limits.minutes, minimum: limits.minimumSample }, called);
  return typeof window === 'string' ? unmeasured(window) : judgeWindow(window, facts.value, limits);
}

const called = { steps: 'minutes', a: 'an error rate', the: 'the error rate', counted: 'requests' };

function judgeWindow(window: readonly MeasuredStep[], facts: ErrorRateFacts, limits: TriggerLimits): TriggerVerdict {
  const average = averageOf(window);
  const above = window.filter(({ value }) => value > limits.above).length;
  if (above === window.length) {
    return { above: 'every minute', ...compareWithHourBefore(average, window, facts, limits) };
  }
  const evidence = `errors ${percent(average)}, above ${percent(limits.above)} in ${above} of ${window.length} minutes`;
  return { verdict: 'not breached', above: above === 0 ? 'no minute' : 'some minutes', evidence };
}

function compareWithHourBefore(
  average: number,
  { length }: readonly MeasuredStep[],
  facts: ErrorRateFacts,
  { above, minimumSample }: TriggerLimits,
): Pick<TriggerVerdict, 'verdict' | 'evidence'> {
  const { baseline, baselineRequests } = facts.now;
  const before = hourBefore(facts);
  const seen = `errors ${percent(average)}, above ${percent(above)} in ${length} of ${length} minutes`;
  if (baseline === null || !Number.isFinite(baseline)) {
    return { verdict: 'could not measure', evidence: `${seen}, but nothing was measured in the ${before}` };
  }
  if ((baselineRequests ?? 0) < minimumSample) {
    return {
      verdict: 'could not measure',
      evidence: `${seen}, but the ${before} has too few requests to compare with`,
    };
  }
  const compared = `limit ${percent(above)}, ${before} ${percent(baseline)}${howLong(facts)}`;
  const evidence = `errors ${percent(average)} for ${length} of ${length} minutes (${compared})`;
  return average > baseline
    ? { verdict: 'breached', evidence }
    : { verdict: 'not breached', evidence: `${evidence}: above the limit, but not above the ${before}` };
}

const hourBefore = ({ now, onset }: ErrorRateFacts): string =>
  now.baselineUntil === undefined || onset === undefined ? 'previous hour' : `hour before ${clock(onset)}`;

/** What was before such trouble is not known; the previous hour holds the trouble too. */
const howLong = ({ now, onset, onsetIsOlder }: ErrorRateFacts): string =>
  onset === undefined || onsetIsOlder !== true
    ? ''
    : `; above the limit for ${inWords(between(onset, now.samples.at(-1)?.at ?? onset))}, as far back as was searched`;
