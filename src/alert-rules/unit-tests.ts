// A unit-test file for promtool: each alert fires when it is due, not an evaluation before, not at its limit, not over a gap.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { burningAbove, burnRateLimits, latencyLimits } from '../runbook/when-to-rollback.js';
import { alertingRules } from './alerts.js';
import { type Figure, labelsOf, nameOf } from './recorded.js';

const everySeconds = 15;
/** How long an alert's condition lasts before it fires, with how long all is healthy before it, and how long it is not. Seconds. */
interface Times {
  readonly lead: number;
  readonly lasts: number;
  readonly trouble: number;
}

/** The lead is as long as the longest window that looks back. */
function timesOf({ timings }: CatalogueEntry, lasts: number): Times {
  const back = lasts === 0 ? timings.burnRateLong : Math.max(timings.errorRateFor, timings.latencyFor);
  const lead = Math.ceil(back / 1_000 / everySeconds) * everySeconds + 300;
  return { lead, lasts, trouble: 2 * lasts + 120 };
}

interface Course {
  readonly alert: string;
  /** What the first series is in trouble, and at the limit, where it must not fire. */
  readonly trouble: number;
  readonly limit: number;
  readonly series: readonly (readonly [
    figure: Figure,
    what: string | number,
    healthy: number,
    trouble?: 'as the first',
  ])[];
  /** The value as the annotation shows it. */
  readonly shown: string;
}

const many = 10_000_000;

/** Enough requests in every window that is asked for. */
const enough = ({ timings }: CatalogueEntry): Course['series'] =>
  distinct([
    timings.errorRateMinute,
    timings.errorRateFor,
    timings.errorRateBaseline,
    timings.burnRateLong,
    timings.burnRateShort,
    timings.latencyFor,
  ]).map((window) => ['requests', window, many]);

const distinct = (windows: readonly number[]): number[] => [...new Set(windows)];

const coursesOf = (entry: CatalogueEntry): Course[] => [
  spike(entry),
  latency(entry),
  burnRate(entry),
  connections(entry),
];

function spike(entry: CatalogueEntry): Course {
  const { errorRateMinute, errorRateFor, errorRateBaseline } = entry.timings;
  const series: Course['series'] = [
    ['errorRate', errorRateMinute, 0, 'as the first'],
    ['errorRate', errorRateFor, 0, 'as the first'],
    ['errorRate', errorRateBaseline, 0],
    ...enough(entry),
  ];
  return { alert: 'ErrorRateSpike', trouble: 0.5, limit: entry.errorRateAbove, series, shown: '50%' };
}

function latency(entry: CatalogueEntry): Course {
  const limit = entry.triggers.p95AboveBaseline;
  const series: Course['series'] = [
    ['p95Seconds', entry.timings.errorRateMinute, 1, 'as the first'],
    ['p95Seconds', 'average', 1],
    ['p95Seconds', 'measured', latencyLimits(entry).baselineMeasured],
    ['requests', 'baseline', many],
    ...enough(entry),
  ];
  return { alert: 'LatencyDegradation', trouble: limit + 1, limit, series, shown: String(limit + 1) };
}

function burnRate(entry: CatalogueEntry): Course {
  const { burnRateLong, burnRateShort } = entry.timings;
  const series: Course['series'] = [
    ['errorRate', burnRateLong, 0, 'as the first'],
    ['errorRate', burnRateShort, 0, 'as the first'],
    ...enough(entry),
  ];
  const limit = burningAbove(burnRateLimits(entry));
  return { alert: 'FastBurnRate', trouble: 1, limit, series, shown: '100%' };
}

function connections({ timings, triggers: { connectionFailuresAbove: limit } }: CatalogueEntry): Course {
  const series: Course['series'] = [
    ['connectionFailures', timings.errorRateMinute, 0, 'as the first'],
    ['connectionAttempts', timings.connectionFailuresFor, many],
  ];
  return { alert: 'DatabaseConnectionFailures', trouble: 0.5, limit, series, shown: '50%' };
}

/** The recorded series are given as they would be: the test holds for any queries of a catalogue. */
export const unitTests = (entries: readonly CatalogueEntry[], rules: string) => ({
  rule_files: [rules],
  evaluation_interval: `${everySeconds}s`,
  tests: entries.flatMap((entry) => {
    const { prometheus } = entry;
    if (prometheus === undefined) return [];
    const all = alertingRules(entry, prometheus.queries);
    return coursesOf(entry).flatMap((course) => {
      const rule = all.find(({ alert }) => alert === course.alert);
      return rule === undefined ? [] : testsOf(entry, course, rule);
    });
  }),
});

function testsOf(entry: CatalogueEntry, course: Course, rule: ReturnType<typeof alertingRules>[number]) {
  const { service, environment } = labelsOf(entry);
  const times = timesOf(entry, Number.parseInt(rule.for ?? '0', 10));
  const { lead, lasts } = times;
  const summary = (rule.annotations.summary ?? '')
    .replace('{{ $labels.service }}', service)
    .replace('{{ $labels.environment }}', environment)
    .replace(/\{\{ \$value.*?\}\}/, course.shown);
  const expected = {
    exp_labels: { ...labelsOf(entry), ...rule.labels },
    exp_annotations: { ...rule.annotations, summary },
  };
  const at = (seconds: number, fires: boolean) => ({
    eval_time: `${lead + seconds}s`,
    alertname: course.alert,
    exp_alerts: fires ? [expected] : [],
  });
  const before = lasts > 0 ? [at(lasts - everySeconds, false)] : [at(-everySeconds, false)];
  const late = times.trouble - everySeconds;
  const gap = [lasts, lasts + everySeconds, Math.max(2 * lasts - 2 * everySeconds, 0)].map((seconds) =>
    at(seconds, false),
  );
  const test = (what: string, shape: Shape, alert_rule_test: readonly ReturnType<typeof at>[]) => ({
    name: `${course.alert} of ${service} in ${environment} ${what}`,
    interval: `${everySeconds}s`,
    input_series: seriesOf(entry, course, times, shape),
    alert_rule_test,
  });
  return [
    test('fires when it is due', 'trouble', [...before, at(lasts, true)]),
    test('does not fire at its limit', 'limit', [at(late, false)]),
    test('does not fire over a gap', 'gap', gap),
    ...(lasts === 0 ? [test('does not fire in one window alone', 'first alone', [at(late, false)])] : []),
  ];
}

type Shape = 'trouble' | 'limit' | 'gap' | 'first alone';

function seriesOf(entry: CatalogueEntry, { series, trouble, limit }: Course, times: Times, shape: Shape) {
  const { service, environment } = labelsOf(entry);
  return series.map(([figure, what, healthy, inTrouble], index) => {
    const isHealthy = inTrouble === undefined || (shape === 'first alone' && index > 0);
    const steady = isHealthy ? healthy : shape === 'limit' ? limit : trouble;
    const then = shape === 'gap' && !isHealthy ? overGap(trouble, times) : `${steady}x${times.trouble / everySeconds}`;
    return {
      series: `${nameOf(figure, what)}{service="${service}",environment="${environment}"}`,
      values: `${healthy}x${times.lead / everySeconds - 1} ${then}`,
    };
  });
}

/** It is not measured once before the alert is due, and goes on for as long again. */
function overGap(trouble: number, { lasts }: Times): string {
  const untilDue = lasts / everySeconds - 2;
  return untilDue < 0 ? 'stale' : `${trouble}x${untilDue} stale ${trouble}x${untilDue} stale`;
}
