// Series and queries to compare with a real Prometheus: resets, gaps, ends, buckets, negative and special values.
import type { Value } from '../a-store.js';

export const stepMs = 15_000;
const steps = 60;
/** 2026-01-01T00:00:00Z and 7 s: no sample falls on a window's edge, which Prometheus 2 and 3 count differently. */
export const startMs = 1_767_225_600_000 + 7000;

function grow(seed: number, most: number): Value[] {
  let state = seed;
  let total = seed;
  return Array.from({ length: steps }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    total += state % most;
    return total;
  });
}

function restartedAt(step: number, values: readonly Value[]): Value[] {
  const lost = values[step];
  return values.map((value, index) =>
    index < step || typeof value !== 'number' || typeof lost !== 'number' ? value : value - lost,
  );
}

export const series: Readonly<Record<string, readonly Value[]>> = {
  'http_requests_total{service="a",code="200"}': grow(11, 90),
  'http_requests_total{service="a",code="500"}': grow(3, 9),
  'http_requests_total{service="a",code="502"}': grow(1, 2).slice(0, 20),
  'http_requests_total{service="b",code="200"}': restartedAt(25, grow(77, 50)),
  'http_requests_total{service="b",code="500"}': grow(5, 4).map((value, step) => (step % 7 === 3 ? '_' : value)),
  'limit{service="a"}': Array.from({ length: steps }, () => 0.05),
  'limit{service="c"}': Array.from({ length: steps }, () => 0.1),
  'gauge{kind="wave"}': Array.from({ length: steps }, (_, step) => Math.sin(step / 4) * 10),
  'gauge{kind="negative"}': Array.from({ length: steps }, (_, step) => 0 - step),
  'gauge{kind="zero"}': Array.from({ length: steps }, () => 0),
  'gauge{kind="infinite"}': Array.from({ length: steps }, (_, step) => (step > 30 ? Infinity : 1)),
  'latency_bucket{service="a",le="0.1"}': grow(2, 20),
  'latency_bucket{service="a",le="0.5"}': grow(40, 30),
  'latency_bucket{service="a",le="1"}': grow(90, 40),
  'latency_bucket{service="a",le="+Inf"}': grow(100, 45),
  'latency_bucket{service="b",le="0.1"}': grow(2, 20),
  'latency_bucket{service="b",le="0.5"}': grow(40, 30),
};

export const fromSeconds = Math.floor(startMs / 60_000) * 60;

/** Seconds after the start of the series' first minute. */
export const moments = [0, 60, 150, 300, 420, 600, 885, 960, 1170, 1300];

export const queries = [
  'http_requests_total',
  'http_requests_total{code=~"5.."}',
  'http_requests_total{code!~"5.."}',
  'http_requests_total{code!="200",service="a"}',
  'http_requests_total{code=~"50"}',
  '{service="a",__name__=~".*_total"}',
  'http_requests_total offset 2m',
  'http_requests_total offset -1m',
  'rate(http_requests_total[1m])',
  'rate(http_requests_total[5m])',
  'rate(http_requests_total[40s])',
  'rate(http_requests_total[5m] offset 3m)',
  'increase(http_requests_total[5m])',
  'increase(http_requests_total[20m])',
  'increase(http_requests_total[20s])',
  'irate(http_requests_total[1m])',
  'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))',
  'sum by (service) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (service) (rate(http_requests_total[5m]))',
  'sum by (service) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (service) (rate(http_requests_total[5m])) > 0.05',
  '(sum by (service) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (service) (rate(http_requests_total[5m]))) > on (service) limit',
  'sum without (code) (http_requests_total)',
  'avg by (code) (http_requests_total)',
  'min(gauge)',
  'max(gauge)',
  'count(gauge)',
  'count by (missing) (gauge)',
  'avg(gauge)',
  'sum(no_such_metric)',
  'count(no_such_metric)',
  'gauge > 0',
  '0 < gauge',
  'gauge > bool 0',
  'gauge == gauge',
  'gauge != bool gauge',
  'gauge >= -10 <= 0',
  'gauge / gauge',
  '1 / gauge',
  'gauge % 3',
  '-gauge',
  '- gauge ^ 2',
  '-2 ^ 2',
  '- 2 ^ -2 * 3',
  '10 - gauge offset 1m * 2',
  '-gauge offset 1m ^ 2',
  'gauge ^ gauge offset 1m ^ 2',
  'gauge * 2 > gauge offset 1m or gauge offset 2m + 1 unless on () no_such_metric offset 1m',
  '1 - sum(rate(gauge[1m])) - sum(rate(gauge[1m] offset 1m)) * 2',
  '2 ^ 3 ^ 2',
  '2 ^ -1',
  '1 - 2 - 3',
  '1 + 2 * 3 % 4',
  '7 % -3',
  '1 > bool 2',
  '1 / 0',
  '-1 / 0',
  '0 / 0',
  'gauge + ignoring (kind) limit{service="a"}',
  'gauge{kind="wave"} + ignoring (kind, service) limit{service="a"}',
  'gauge{kind="wave"} + on () limit{service="a"}',
  'http_requests_total - http_requests_total offset 1m',
  'http_requests_total{code="200"} / ignoring (code) http_requests_total{code="500"}',
  'http_requests_total{code="200"} > ignoring (code) http_requests_total{code="500"}',
  'http_requests_total{code="200"} > bool ignoring (code) http_requests_total{code="500"}',
  'http_requests_total{code="200"} > on (service) http_requests_total{code="500"}',
  'http_requests_total and on (service) limit',
  'http_requests_total unless on (service) limit',
  'http_requests_total{code="502"} or http_requests_total{code="200"}',
  'sum by (service) (http_requests_total{code="502"}) or limit',
  'limit or on () vector(1)',
  'sum(no_such_metric) or vector(0)',
  'absent(no_such_metric{service="a",code=~"5..",zone=""})',
  'absent(gauge)',
  'absent(sum(no_such_metric{service="a"}))',
  'vector(time())',
  'time()',
  'scalar(limit{service="a"})',
  'scalar(limit)',
  'scalar(limit{service="a"}) * gauge',
  'clamp_min(gauge, 1)',
  'clamp_min(sum(rate(http_requests_total[5m])), 1000)',
  'histogram_quantile(0.95, sum by (le) (rate(latency_bucket[5m])))',
  'histogram_quantile(0.5, rate(latency_bucket[5m]))',
  'histogram_quantile(0.01, latency_bucket)',
  'histogram_quantile(1, latency_bucket)',
  'histogram_quantile(1.1, latency_bucket)',
  'histogram_quantile(-1, latency_bucket)',
  'avg_over_time(gauge[2m])',
  'min_over_time(gauge[2m])',
  'max_over_time(gauge[2m])',
  'sum_over_time(gauge[2m])',
  'count_over_time(http_requests_total[2m])',
  'http_requests_total[1m]',
];

/** Refused by both, in both with a status of 400 or 422. */
export const wrongQueries = [
  'sum(',
  'http_requests_total{code=~"("}',
  '{}',
  '{code=~".*"}',
  'rate(http_requests_total)',
  'http_requests_total[5m] + 1',
  '1 == 1',
  'sum(1)',
  'no_such_function(gauge)',
  'gauge and 1',
  'http_requests_total / on (service) http_requests_total',
  'limit / on () gauge',
  '-{__name__=~"limit|gauge",service=~"a|"}[5m]',
  'rate({__name__=~"limit|other",service="a"}[5m]) + on',
  'x offset 1m offset 2m',
  'gauge +bool 1',
];
