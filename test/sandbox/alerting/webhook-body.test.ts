import { describe, expect, it } from 'vitest';

import { graphUrl } from '../../../sandbox/alerting/graph-url.js';
import { type NotifiedAlert, webhookBody } from '../../../sandbox/alerting/webhook-body.js';
import { capturedExpression, capturedWebhook } from './captured-webhook.js';

const service = 'applylens-api-prod';

function anAlert(alert: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return {
    state: 'firing',
    labels: { alertname: 'ErrorRateSpike', service, env: 'prod', severity: 'critical', action: 'rollback' },
    annotations: { summary: 'error rate 32.95%', runbook_url: 'https://runbook/rollback' },
    value: 0.3295,
    activeAtMs: Date.parse('2026-11-23T00:33:40Z'),
    firedAtMs: Date.parse('2026-11-23T00:33:42.767Z'),
    generatorURL: graphUrl('http://prometheus:19090', capturedExpression),
    ...alert,
  };
}

function aBody(alerts: readonly NotifiedAlert[], maximumAlerts = 0) {
  return webhookBody({
    receiver: 'rb',
    externalUrl: 'http://prometheus:19093',
    groupLabels: { alertname: 'ErrorRateSpike', service },
    alerts,
    maximumAlerts,
  });
}

describe('the webhook body', () => {
  it('is byte for byte what Alertmanager posts, the order of its fields included', () => {
    expect(JSON.stringify(aBody([anAlert()]))).toBe(JSON.stringify(capturedWebhook));
  });

  it('ends a resolved alert', () => {
    const body = aBody([anAlert({ state: 'resolved', resolvedAtMs: Date.parse('2026-11-23T00:40:00.500Z') })]);
    expect(body.status).toBe('resolved');
    expect(body.alerts[0]).toMatchObject({
      status: 'resolved',
      startsAt: '2026-11-23T00:33:42.767Z',
      endsAt: '2026-11-23T00:40:00.5Z',
    });
  });

  it('is firing while any alert of the group fires, and has in common what all have', () => {
    const labels = { alertname: 'ErrorRateSpike', service, task: '2' };
    const body = aBody([
      anAlert({ labels: { ...labels, task: '1' }, state: 'resolved', resolvedAtMs: 0 }),
      anAlert({ labels, annotations: { summary: 'another' } }),
    ]);
    expect(body.status).toBe('firing');
    expect(body.commonLabels).toEqual({ alertname: 'ErrorRateSpike', service });
    expect(body.commonAnnotations).toEqual({});
    expect(body.alerts.map(({ status }) => status)).toEqual(['resolved', 'firing']);
  });

  it('counts the alerts that it leaves out', () => {
    const alerts = ['1', '2', '3'].map((task) => anAlert({ labels: { alertname: 'A', task } }));
    const body = aBody(alerts, 2);
    expect(body.alerts).toHaveLength(2);
    expect(body.truncatedAlerts).toBe(1);
  });

  it('writes times as Go does, without zeros at the end', () => {
    const startsAt = ['00:00:00.000Z', '00:00:10.000Z', '00:00:10.760Z', '00:10:00.007Z'].map(
      (time) => aBody([anAlert({ firedAtMs: Date.parse(`2026-11-23T${time}`) })]).alerts[0]?.startsAt,
    );
    expect(startsAt.map((time) => time?.slice(11))).toEqual([
      '00:00:00Z',
      '00:00:10Z',
      '00:00:10.76Z',
      '00:10:00.007Z',
    ]);
  });
});
