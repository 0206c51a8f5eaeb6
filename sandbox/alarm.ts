// The runbook's error-rate rule as the alert that a team's Prometheus and Alertmanager would send (Runbook › Automatic Rollback Triggers).
import { type AlertSender, createAlertSender } from './alerting/alert-sender.js';
import { evaluateWith } from './alerting/evaluate-with.js';
import type { AlertRule } from './alerting/rule.js';
import type { PrometheusApi } from './metrics/api.js';
import type { SimulatedTime } from './world.js';

export interface AlarmReceiver {
  /** Where the webhooks go. */
  readonly url: string;
  readonly bearerToken: string;
}

const evaluationSeconds = 15;
const shortestEvaluationMilliseconds = 250;
const groupWaitSeconds = 15;
const repeatSeconds = 4 * 3600;

/** An alert for each service whose error rate is above 5 % for five minutes, in this production's pace. Not yet started. */
export function createAlarm(
  time: SimulatedTime,
  { engine, url }: PrometheusApi,
  receiver: AlarmReceiver,
  onTrouble: (reason: string) => void = () => undefined,
): AlertSender {
  const evaluationIntervalMs = Math.max(shortestEvaluationMilliseconds, time.lasts(evaluationSeconds));
  return createAlertSender({
    evaluate: evaluateWith(engine),
    rules: [errorRateSpike(time)],
    evaluationIntervalMs,
    groupWaitMs: time.lasts(groupWaitSeconds),
    repeatIntervalMs: time.lasts(repeatSeconds),
    receiver: { name: 'runback', ...receiver },
    prometheusUrl: url,
    onTrouble,
  });
}

function errorRateSpike(time: SimulatedTime): AlertRule {
  const minute = `[${Math.round(time.lasts(60))}ms]`;
  const failing = `sum by (service, environment) (rate(http_requests_total{code=~"5.."}${minute}))`;
  const all = `sum by (service, environment) (rate(http_requests_total${minute}))`;
  return {
    alertname: 'ErrorRateSpike',
    expr: `${failing} / ${all} > 0.05`,
    forMs: time.lasts(300),
    labels: { severity: 'critical' },
    annotations: {
      summary: '{{ $labels.service }}: error rate {{ $value | humanizePercentage }}',
      description: 'Error rate above 5 % for 5 minutes.',
    },
  };
}
