/**
 * What the runbook's triggers ask, and what of it is subtle; the answers are recorded. Prometheus 2 and 3 extrapolate the first
 * samples of some counters differently: subqueries over rates keep away from those.
 */
export const triggerQueries = [
  '(sum(rate(http_requests_total{service="a",code=~"5.."}[60s])) or vector(0)) / sum(rate(http_requests_total{service="a"}[60s]))',
  '(sum(rate(http_requests_total{service="b",code=~"5.."}[300s])) or vector(0)) / sum(rate(http_requests_total{service="b"}[300s]))',
  '(sum(rate(http_requests_total{service="c",code=~"5.."}[60s])) or vector(0)) / sum(rate(http_requests_total{service="c"}[60s]))',
  'sum(increase(http_requests_total{service="b"}[300s]))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="a"}[60s])))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="b"}[60s])))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="c"}[60s])))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="a"}[60s] offset 307s)))',
  'avg_over_time((histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="a"}[60s]))) >= 0)[607s:60s])',
  'count_over_time((histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="a"}[60s]))) >= 0)[607s:60s])',
  'avg_over_time((histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="a"}[60s]))) >= 0)[607s:60s] offset 187s)',
  'count_over_time((histogram_quantile(0.95, sum by (le) (rate(latency_bucket{service="c"}[60s]))) >= 0)[607s:60s])',
  'avg_over_time((sum(rate(http_requests_total{service="b"}[60s])) >= 0)[307s:30s])',
  'max_over_time(rate(http_requests_total{service="b"}[60s])[307s:30s])',
  'min_over_time(gauge[307s:30s])',
  'sum_over_time((gauge > 0)[307s:30s])',
  'increase(http_requests_total{service="b",code="200"}[307s:30s] offset 121s)',
  'avg_over_time(avg_over_time(gauge[61s:15s])[307s:30s])',
  'count_over_time(http_requests_total{code="502"}[607s:30s])',
  'avg_over_time(gauge[307s:30s]) - avg_over_time(gauge[307s:30s] offset 1m)',
  'max_over_time((gauge offset 1m)[187s:30s])',
  'max_over_time(gauge offset 1m [187s:30s])',
  'max_over_time(vector(time())[187s:30s])',
  'gauge[97s:30s]',
  'gauge[97s:30s] offset 1m',
] as const;

export const wrongSubqueries = ['1[5m:1m]', 'x[5m][5m:1m]', 'rate(x[5m:0s])', 'sum(gauge[5m:1m])'];
