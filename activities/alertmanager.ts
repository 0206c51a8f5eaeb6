import { z } from 'zod';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { FiringAlert } from '../src/runbook/new-alerts.js';
import { askOverHttp } from './http-request.js';
import { parseJson } from './json-fields.js';
import { resolveSecret } from './secrets.js';

interface Asking {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

const labels = z.record(z.string(), z.string());
const answer = z.array(z.looseObject({ labels, startsAt: z.string() })).max(10_000);

/** GET /api/v2/alerts: those of the service that fire, neither silenced nor inhibited. Throws a sentence. */
export async function readFiringAlerts(
  { alertmanager, service, environment, aliases }: CatalogueEntry & Required<Pick<CatalogueEntry, 'alertmanager'>>,
  asking: Asking,
): Promise<readonly FiringAlert[]> {
  const { url, authorization } = alertmanager;
  const headers = authorization === undefined ? {} : { authorization: await resolveSecret(authorization) };
  const names = [service, ...aliases];
  const asked = `${url.replace(/\/$/, '')}/api/v2/alerts?${queryFor(names)}`;
  const { status, body } = await askOverHttp({ url: asked, headers, ...asking }).catch((error: unknown) => {
    throw new Error(`Alertmanager at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (status !== 200) throw new Error(`Alertmanager at ${url} answered ${status}`);
  const read = answer.safeParse(parseJson(body));
  if (!read.success) throw new Error(`What should be Alertmanager at ${url} answered 200 without its alerts`);
  return read.data
    .filter((alert) => names.includes(alert.labels.service ?? '') && isOf(environment, alert.labels))
    .map((alert) => ({ name: alert.labels.alertname ?? 'unnamed alert', since: alert.startsAt }));
}

/** An alert without an environment may be of each; as webhooks are read. */
const isOf = (environment: string, { env, environment: named = environment }: z.output<typeof labels>): boolean =>
  (env ?? named) === environment;

function queryFor(names: readonly string[]): string {
  const any = names.map((each) => each.replace(/[.*+?^${}()|[\]\\"]/g, '\\$&')).join('|');
  const filter = `service=~${JSON.stringify(any)}`;
  return new URLSearchParams({
    active: 'true',
    silenced: 'false',
    inhibited: 'false',
    unprocessed: 'false',
    filter,
  }).toString();
}
