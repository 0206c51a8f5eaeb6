import { severityOf } from '../../runbook/severity.js';
import type { HmacSettings } from '../../webhook-settings.js';
import { alertmanagerBody, fromAlertmanager } from './alertmanager.js';
import { checkSigned, signaturesIn } from './hmac.js';
import type { IncomingAlert } from './incoming.js';
import { aSource, type Source } from './source.js';

/** Grafana's own alerts about a rule that could not be evaluated: its name is in another label. */
const notMeasured = /^Datasource(NoData|Error)$/;

const body = alertmanagerBody.meta({ id: 'GrafanaWebhook' });

/** Grafana Alerting's webhook (version 1): Alertmanager's shape, signed with HMAC where secrets are set, else with a token. */
export const grafana = (settings: HmacSettings, now: () => number): Source =>
  aSource({
    name: 'grafana',
    summary: "Grafana Alerting's webhook: firing alerts of a known service start a rollback",
    body,
    signatureHeader: settings.header,
    ...(settings.secrets.length === 0 ? {} : { verify: (delivery) => checkSigned(delivery, settings, now()) }),
    idOf: ({ headers }) => idOf(headers[settings.header]),
    alertsIn: (given) => fromAlertmanager(given, 'grafana').map(asGrafanaMeans),
  });

/** It has no id of its own: what is signed alike is the same delivery. */
export const idOf = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : signaturesIn(header)[0]?.toLowerCase();

function asGrafanaMeans(incoming: IncomingAlert): IncomingAlert {
  const { alert } = incoming;
  const { rulename, priority } = alert.labels ?? {};
  const severity = alert.labels?.severity ?? priority;
  const known = { ...incoming, severity: severityOf(undefined, severity) };
  if (!notMeasured.test(alert.name)) return known;
  const what = rulename ?? 'a rule';
  return { ...known, startsNothing: `Grafana could not evaluate ${what} (${alert.name}); that is no trouble measured` };
}
