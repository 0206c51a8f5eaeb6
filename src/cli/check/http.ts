import { readFiringAlerts } from '../../../activities/alertmanager.js';
import { askOverHttp, type HttpAnswer } from '../../../activities/http-request.js';
import { prometheusAt } from '../../../activities/prometheus.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { withWindow } from '../../promql.js';
import { Denied, type Finding, find, notConfigured } from './finding.js';

/** Version, health, Prometheus, Alertmanager and paging: each asked once, nothing changed. */
export const checkHttp = (of: string, entry: CatalogueEntry): Promise<Finding[]> => {
  const { versionProbe, healthProbe, prometheus, alertmanager, paging } = entry;
  return Promise.all([
    find(of, '/version', () => answerOf(entry, versionProbe.url)),
    find(of, '/health', () => answerOf(entry, healthProbe.url)),
    prometheus === undefined
      ? notConfigured(of, 'Prometheus')
      : find(of, 'Prometheus', () => errorRate(entry, prometheus)),
    alertmanager === undefined
      ? notConfigured(of, 'Alertmanager')
      : find(of, 'Alertmanager', () => alertsNow({ ...entry, alertmanager })),
    paging === undefined ? notConfigured(of, 'Paging') : find(of, 'Paging', () => pagingAnswers(entry, paging)),
  ]);
};

const ask = (entry: CatalogueEntry, url: string): Promise<HttpAnswer> =>
  askOverHttp({
    url,
    withinMs: entry.timings.httpTimeout,
    signal: new AbortController().signal,
    freshConnection: true,
  }).catch((error: unknown) => {
    throw new Error(`${url}: ${error instanceof Error ? error.message : String(error)}`);
  });

async function answerOf(entry: CatalogueEntry, url: string): Promise<string> {
  const { status, body, tookMs } = await ask(entry, url);
  const line = `${url} answers ${status} in ${tookMs} ms: ${body.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
  if (status === 401 || status === 403) throw new Denied(line);
  if (status < 200 || status > 299) throw new Error(line);
  return line;
}

async function errorRate(
  { timings }: CatalogueEntry,
  { url, queries }: NonNullable<CatalogueEntry['prometheus']>,
): Promise<string> {
  const prometheus = prometheusAt(url, timings.httpTimeout, new AbortController().signal);
  const ratio = await prometheus.valueAt(withWindow(queries.errorRate, timings.errorRateMinute), Date.now());
  return ratio === null
    ? `${url} answers; no sample for the error rate now`
    : `${url}: error rate ${(ratio * 100).toFixed(1)} % now`;
}

async function alertsNow(entry: Parameters<typeof readFiringAlerts>[0]): Promise<string> {
  const asking = { withinMs: entry.timings.httpTimeout, signal: new AbortController().signal };
  const firing = await readFiringAlerts(entry, asking);
  return `${entry.alertmanager.url}: ${firing.length === 0 ? 'no alert fires' : `${firing.length} firing`} now`;
}

// An event would page somebody; that the service answers at all is what can be known.
async function pagingAnswers(
  entry: CatalogueEntry,
  { url, routingKey, onCallRoutingKey = routingKey }: NonNullable<CatalogueEntry['paging']>,
): Promise<string> {
  const { status } = await ask(entry, url);
  if (status === 401 || status === 403) throw new Denied(`${url} answers ${status}`);
  const variables = [routingKey, onCallRoutingKey].flatMap((reference) => /^env:(.+)$/.exec(reference)?.[1] ?? []);
  const missing = [...new Set(variables)].filter((variable) => !process.env[variable]);
  return `${url} answers${missing.map((variable) => `; ${variable} is not set here (the worker needs it)`).join('')}`;
}
