// The runbook's automatic triggers as the alerts that a team's Prometheus and Alertmanager would send (Runbook › Automatic Rollback Triggers).
import { automaticTriggers } from '../src/runbook/when-to-rollback.js';
import { createAlertSender } from './alerting/alert-sender.js';
import { evaluateWith } from './alerting/evaluate-with.js';
import type { AlertRule } from './alerting/rule.js';
import type { Closing } from './ground.js';
import type { PrometheusApi } from './metrics/api.js';
import type { SimulatedTime } from './world.js';

export interface AlarmReceiver {
  /** Where the webhooks go. */
  readonly url: string;
  readonly bearerToken: string;
}

interface Measured {
  readonly time: SimulatedTime;
  readonly api: PrometheusApi;
  readonly name?: AlarmName | undefined;
}

interface Told {
  /** Nobody unless given. */
  readonly alerts?: AlarmReceiver;
  readonly onTrouble?: (reason: string) => void;
}

const evaluationSeconds = 15;
const shortestEvaluationMilliseconds = 250;
const groupWaitSeconds = 15;
const repeatSeconds = 4 * 3600;

/** An alert for each service for which the trigger's condition lasts as long as the runbook says, in this production's pace. */
export function soundAlarm({ time, api, name = 'ErrorRateSpike' }: Measured, told: Told, closing: Closing): void {
  const { alerts: receiver, onTrouble = () => undefined } = told;
  if (receiver === undefined) return;
  const alarm = createAlertSender({
    evaluate: evaluateWith(api.engine),
    rules: [ruleOf(name, time)],
    evaluationIntervalMs: Math.max(shortestEvaluationMilliseconds, time.lasts(evaluationSeconds)),
    groupWaitMs: time.lasts(groupWaitSeconds),
    repeatIntervalMs: time.lasts(repeatSeconds),
    receiver: { name: 'runback', ...receiver },
    prometheusUrl: api.url,
    onTrouble,
  });
  closing.push(() => alarm.stop());
  alarm.start();
}

/** A series over so many AWS seconds, the last ones or those that ended before. */
type Over = (series: string, seconds: number, endedBefore?: number) => string;

interface Alarm {
  /** PromQL. */
  readonly expr: (rate: Over) => string;
  readonly seconds: number;
  readonly says: string;
  readonly words: string;
}

/** What the scenario about the burn rate promises, a ratio; the runbook names no SLO. */
export const promisedSlo = 0.999;

const { errorRateSpike, latencyDegradation, fastBurnRate, databaseConnectionFailures } = automaticTriggers;
const share = (part: string, whole: string): string => `${part} / ${whole}`;
const failing: (rate: Over, seconds: number) => string = (rate, seconds) =>
  share(rate('http_requests_total{code=~"5.."}', seconds), rate('http_requests_total', seconds));
const budget = fastBurnRate.aboveBudgetTimes * (1 - promisedSlo);
const p95 = (buckets: string): string => `histogram_quantile(${latencyDegradation.quantile}, ${buckets})`;
const buckets = 'http_request_duration_seconds_bucket';

/** Minutes as rates are measured over; a day ago in one quantile, as it is cheap to ask for. */
const minute = 60;
const day = 24 * 3600;

const alarms = {
  ErrorRateSpike: {
    expr: (rate) => `${failing(rate, minute)} > ${errorRateSpike.above}`,
    seconds: 300,
    says: 'error rate {{ $value | humanizePercentage }}',
    words: errorRateSpike.words,
  },
  LatencyDegradation: {
    expr: (rate) =>
      `${p95(rate(buckets, minute))} > ${latencyDegradation.aboveBaselineTimes} * ${p95(rate(buckets, day, 600))}`,
    seconds: 600,
    says: 'P95 {{ $value }} s',
    words: latencyDegradation.words,
  },
  FastBurnRate: {
    expr: (rate) => `${failing(rate, 3600)} > ${budget} and ${failing(rate, 300)} > ${budget}`,
    seconds: 0,
    says: 'error rate {{ $value | humanizePercentage }} over an hour',
    words: fastBurnRate.words,
  },
  DatabaseConnectionFailures: {
    expr: (rate) => {
      const failures = rate('database_connection_failures_total', minute);
      const attempts = rate('database_connection_attempts_total', minute);
      return `${share(failures, attempts)} > ${databaseConnectionFailures.above}`;
    },
    seconds: 180,
    says: '{{ $value | humanizePercentage }} of database connections fail',
    words: databaseConnectionFailures.words,
  },
} as const satisfies Record<string, Alarm>;

export type AlarmName = keyof typeof alarms;

/** In the time of this production. */
export function ruleOf(alertname: AlarmName, time: SimulatedTime): AlertRule {
  const { expr, seconds, says, words }: Alarm = alarms[alertname];
  const ms = (seconds: number): string => `${Math.round(time.lasts(seconds))}ms`;
  const rate: Over = (series, over, endedBefore) => {
    const by = `service, environment${series === buckets ? ', le' : ''}`;
    const ended = endedBefore === undefined ? '' : ` offset ${ms(endedBefore)}`;
    return `sum by (${by}) (rate(${series}[${ms(over)}]${ended}))`;
  };
  return {
    alertname,
    expr: expr(rate),
    forMs: time.lasts(seconds),
    labels: { severity: 'critical' },
    annotations: { summary: `{{ $labels.service }}: ${says}`, description: `${words}.` },
  };
}
