import { z } from 'zod';
import { severityOf } from '../../runbook/severity.js';
import { alertOf, type IncomingAlert } from './incoming.js';

const texts = z.record(z.string(), z.string());

const alertSchema = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.default({}),
  startsAt: z.iso.datetime({ offset: true }).max(64).optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().optional(),
});

/** Alertmanager's webhook, version 4; fields that are not read here may come and go. */
export const alertmanagerBody = z
  .looseObject({ alerts: z.array(alertSchema).max(10_000), commonLabels: texts.default({}) })
  .meta({ id: 'AlertmanagerWebhook' });
export type AlertmanagerBody = z.output<typeof alertmanagerBody>;

function incomingOf(
  { status, labels: own, annotations, startsAt, generatorURL, fingerprint }: AlertmanagerBody['alerts'][number],
  common: Record<string, string>,
  source: string,
): IncomingAlert {
  const labels = { ...common, ...own };
  const summary = annotations.summary ?? annotations.description;
  return {
    alert: alertOf({
      source,
      name: labels.alertname,
      status,
      labels,
      startsAt,
      fingerprint,
      summary,
      url: generatorURL,
    }),
    service: labels.service,
    environment: labels.env ?? labels.environment,
    severity: severityOf(undefined, labels.severity),
  };
}

export const fromAlertmanager = (
  { alerts, commonLabels }: AlertmanagerBody,
  source = 'alertmanager',
): IncomingAlert[] => alerts.map((each) => incomingOf(each, commonLabels, source));
