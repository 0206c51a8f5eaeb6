/** Alertmanager's webhook with one firing alert. */
export function anAlert(service: string, fingerprint: string): object {
  const labels = { alertname: 'ErrorRateSpike', service, environment: 'prod', severity: 'critical' };
  const startsAt = new Date().toISOString();
  return {
    version: '4',
    status: 'firing',
    receiver: 'runback',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://127.0.0.1/alertmanager',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: {},
        startsAt,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint,
      },
    ],
  };
}
