import { z } from 'zod';
import { severityOf } from '../../runbook/severity.js';
import type { HmacSettings } from '../../webhook-settings.js';
import { idOf } from './grafana.js';
import { checkSigned } from './hmac.js';
import { alertOf, type IncomingAlert } from './incoming.js';
import { aSource, type Source } from './source.js';

const text = z.string().trim().min(1).max(4_000);
const alert = z.looseObject({
  service: text,
  environment: text.optional(),
  name: text,
  status: z.enum(['firing', 'resolved']).default('firing'),
  severity: text.optional().describe('critical, page, sev1, p1 and emergency are SEV1, anything else SEV2'),
  summary: text.optional(),
  startsAt: z.iso.datetime({ offset: true }).max(64).optional(),
  fingerprint: text.optional().describe('The same for every delivery about the same alert'),
  url: text.optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
const body = z
  .looseObject({
    id: text.optional().describe('Names the delivery: it counts once'),
    alerts: z.array(alert).max(1_000),
  })
  .meta({ id: 'GenericWebhook' });

/** For senders of one's own: signed with HMAC where secrets are set, else with a token. */
export const generic = (settings: HmacSettings, now: () => number): Source =>
  aSource({
    name: 'generic',
    summary: 'Alerts of any sender in JSON: firing alerts of a known service start a rollback',
    body,
    signatureHeader: settings.header,
    ...(settings.secrets.length === 0 ? {} : { verify: (delivery) => checkSigned(delivery, settings, now()) }),
    idOf: ({ headers }, { id }) => id ?? idOf(headers[settings.header]),
    alertsIn: ({ alerts }) => alerts.map(incomingOf),
  });

const incomingOf = ({ service, environment, severity, ...told }: z.output<typeof alert>): IncomingAlert => ({
  alert: alertOf({ source: 'generic', ...told, labels: told.labels ?? {} }),
  service,
  environment,
  severity: severityOf(undefined, severity),
});
