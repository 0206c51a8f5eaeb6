import { z } from 'zod';
import { defined } from '../../client/defined.js';
import { severityOf } from '../../runbook/severity.js';
import type { IncomingAlert } from './incoming.js';

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

const clipped = (value: string | undefined, length: number): string | undefined =>
  value?.trim().slice(0, length) || undefined;

const clippedLabels = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, 30)
      .map(([key, value]) => [key.slice(0, 100), value.slice(0, 200)]),
  );

function incomingOf(
  { status, labels: own, annotations, startsAt, generatorURL, fingerprint }: AlertmanagerBody['alerts'][number],
  common: Record<string, string>,
): IncomingAlert {
  const labels = { ...common, ...own };
  const alert = {
    source: 'alertmanager',
    name: clipped(labels.alertname, 200) ?? 'unnamed alert',
    status,
    labels: clippedLabels(labels),
    ...defined({
      startsAt,
      fingerprint: clipped(fingerprint, 200),
      summary: clipped(annotations.summary ?? annotations.description, 1_000),
      url: clipped(generatorURL, 2_000),
    }),
  };
  const environment = labels.env ?? labels.environment;
  return { alert, service: labels.service, environment, severity: severityOf(undefined, labels.severity) };
}

export const fromAlertmanager = ({ alerts, commonLabels }: AlertmanagerBody): IncomingAlert[] =>
  alerts.map((each) => incomingOf(each, commonLabels));
