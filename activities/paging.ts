// Pages people through PagerDuty's Events API v2, or whatever speaks it.
import { failure } from '../src/failures.js';
import { whomPaged } from '../src/paged.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import { askOverHttp, type HttpAnswer } from './http-request.js';
import { fieldAt, parseJson } from './json-fields.js';
import { resolveSecret } from './secrets.js';

type Page = Parameters<Activities['page']>[0];

const longestSummary = 1024;
const path = '/v2/enqueue';

/** Idempotent by the dedup key: the paging service joins what it has heard already. */
export async function page(event: Page): Promise<{ readonly at: string }> {
  const { paging } = event.entry;
  if (paging === undefined)
    throw refused(event, 'no paging service is in the catalogue', 'Add `paging` to the catalogue');
  const forOnCall = event.to === 'the on-call' ? paging.onCallRoutingKey : undefined;
  const routingKey = await resolveSecret(forOnCall ?? paging.routingKey);
  const question = {
    url: paging.url.replace(/\/$/, '').endsWith(path) ? paging.url : `${paging.url.replace(/\/$/, '')}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(event, routingKey)),
    withinMs: event.entry.timings.httpTimeout,
    signal: withinAttempt(),
  };
  const answer = await askOverHttp(question).catch((error: unknown) => {
    throw unavailable(event, error instanceof Error ? error.message : String(error));
  });
  judge(event, answer);
  return { at: new Date().toISOString() };
}

function bodyOf({ action, dedupKey, summary, severity, details, entry }: Page, routingKey: string) {
  const about = { routing_key: routingKey, event_action: action, dedup_key: dedupKey.slice(0, 255) };
  if (action !== 'trigger') return about;
  return {
    ...about,
    payload: {
      summary: summary.slice(0, longestSummary),
      source: `${entry.service} ${entry.environment}`,
      severity,
      component: entry.service,
      group: entry.environment,
      class: 'rollback',
      custom_details: details,
    },
    client: 'Runback',
    ...linksOf(entry),
  };
}

/** What whoever is woken opens first: where he can answer, then the figures. */
function linksOf({ page: href, dashboard }: Page['entry']): { links?: { href: string; text: string }[] } {
  const links = [
    ...(href === undefined ? [] : [{ href, text: 'State page' }]),
    ...(dashboard === undefined ? [] : [{ href: dashboard, text: 'Dashboard' }]),
  ];
  return links.length === 0 ? {} : { links };
}

/** 4xx is final: the same event will be refused again. 429 and 5xx pass. */
function judge(event: Page, { status, body }: HttpAnswer): void {
  if (status >= 200 && status < 300) return;
  const says = fieldAt(parseJson(body), 'message') ?? 'no message';
  const cameBack = `${status} ${says.slice(0, 200)}`;
  if (status === 429 || status >= 500) throw unavailable(event, cameBack);
  throw refused(event, cameBack, 'Check paging in the catalogue, its url and routing keys, and call the person');
}

const attempted = ({ action, entry, to }: Page): string =>
  `Paging ${whomPaged(entry.paging, to) ?? 'somebody'} (${action}) about ${entry.service} ${entry.environment}`;

const unavailable = (event: Page, cameBack: string) =>
  failure('PagingUnavailable', { attempted: attempted(event), cameBack, next: 'Runback tries again by itself' });

const refused = (event: Page, cameBack: string, next: string) =>
  failure('PagingRefused', { attempted: attempted(event), cameBack, next, heading: 'Escalation' });
