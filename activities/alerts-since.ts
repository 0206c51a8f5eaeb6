// Who is asked for the alerts that began since restored: Alertmanager and PagerDuty, where the catalogue names them.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Fact } from '../src/rollback.js';
import type { AlertsOfSource, FiringAlert } from '../src/runbook/new-alerts.js';
import { readFiringAlerts } from './alertmanager.js';
import { factOf } from './fact.js';
import { readOpenIncidents } from './notifiers/pagerduty-incidents.js';

interface Asking {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

interface Question {
  readonly entry: CatalogueEntry;
  readonly restoredAt: string;
  /** Whether alerts of the service come here by webhook: the run knows of those itself. */
  readonly heardByWebhook: boolean;
}

const nothingElse: AlertsOfSource = { source: 'webhooks', firing: { state: 'known', value: [] } };

/** Undefined where there is nobody to ask and nothing is heard. Never throws. */
export async function readAlertsSince(
  { entry, restoredAt, heardByWebhook }: Question,
  asking: Asking,
): Promise<readonly AlertsOfSource[] | undefined> {
  const { alertmanager, pagerduty } = entry;
  const asked = await Promise.all([
    ...(alertmanager === undefined
      ? []
      : [ofSource('Alertmanager', () => readFiringAlerts({ ...entry, alertmanager }, asking))]),
    ...(pagerduty === undefined
      ? []
      : [ofSource('PagerDuty', () => readOpenIncidents({ ...pagerduty, since: restoredAt }, asking))]),
  ]);
  const all = heardByWebhook ? [...asked, nothingElse] : asked;
  return all.length === 0 ? undefined : all;
}

const ofSource = async (
  source: AlertsOfSource['source'],
  read: () => Promise<readonly FiringAlert[]>,
): Promise<AlertsOfSource> => {
  const firing: Fact<readonly FiringAlert[]> = await factOf(read);
  return { source, firing };
};
