/** The body that Alertmanager 0.25.0 posted for one firing alert, field by field. */
export const capturedWebhook = {
  receiver: 'rb',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: {
        action: 'rollback',
        alertname: 'ErrorRateSpike',
        env: 'prod',
        service: 'applylens-api-prod',
        severity: 'critical',
      },
      annotations: { runbook_url: 'https://runbook/rollback', summary: 'error rate 32.95%' },
      startsAt: '2026-11-23T00:33:42.767Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL:
        'http://prometheus:19090/graph?g0.expr=sum+by+%28service%29+%28rate%28http_requests_total%7Bcode%3D~%225..%22%7D%5B10s%5D%29%29+%2F+sum+by+%28service%29+%28rate%28http_requests_total%5B10s%5D%29%29+%3E+0.05&g0.tab=1',
      fingerprint: '2a5e27c7f9a33308',
    },
  ],
  groupLabels: { alertname: 'ErrorRateSpike', service: 'applylens-api-prod' },
  commonLabels: {
    action: 'rollback',
    alertname: 'ErrorRateSpike',
    env: 'prod',
    service: 'applylens-api-prod',
    severity: 'critical',
  },
  commonAnnotations: { runbook_url: 'https://runbook/rollback', summary: 'error rate 32.95%' },
  externalURL: 'http://prometheus:19093',
  version: '4',
  groupKey: '{}:{alertname="ErrorRateSpike", service="applylens-api-prod"}',
  truncatedAlerts: 0,
};

export const capturedExpression =
  'sum by (service) (rate(http_requests_total{code=~"5.."}[10s])) / sum by (service) (rate(http_requests_total[10s])) > 0.05';
