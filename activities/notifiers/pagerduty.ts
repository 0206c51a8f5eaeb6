// Runbook › Pre-Rollback Checklist › Create Incident: opened, or joined where one is open already; noted; resolved at the end.
import type { PagerDutyEntry } from '../../src/catalogue/people-entry.js';
import type { Thread } from '../../src/notice.js';
import { needsNobody } from '../../src/runbook/escalation.js';
import { oneLine } from '../../src/runbook/wording.js';
import { resolveSecret } from '../secrets.js';
import type { Notifier, ToDeliver, Told } from './notifier.js';
import { askRest, list, type RestApi } from './rest.js';

export const tellPagerDuty: Notifier = async (given) => {
  const { pagerduty } = given.entry;
  if (pagerduty === undefined || given.notice.kind === 'changed' || given.notice.kind === 'update') return undefined;
  const api = await apiOf(pagerduty);
  const thread = isUsable(given) ? given.thread : await openOrJoin(api, given, pagerduty);
  await noteOnce(api, given, thread.incident ?? '');
  const resolved = thread.joined !== 'yes' && needsNobody(given.notice.ended?.outcome ?? '');
  if (resolved) await resolve(api, given, thread.incident ?? '');
  const link = thread.link === undefined ? {} : { link: thread.link };
  return { thread: resolved ? { ...thread, resolved: 'yes' } : thread, ...link };
};

/** A rollback that begins when the incident was resolved opens another one. */
const isUsable = (given: ToDeliver): given is ToDeliver & { readonly thread: Thread } =>
  given.thread !== undefined && !(given.notice.kind === 'begun' && given.thread.resolved === 'yes');

export const pagerDutyHeaders = async ({ token, from }: PagerDutyEntry): Promise<Readonly<Record<string, string>>> => ({
  authorization: `Token token=${await resolveSecret(token)}`,
  accept: 'application/vnd.pagerduty+json;version=2',
  from,
});

const apiOf = async (entry: PagerDutyEntry): Promise<RestApi> => ({
  channel: 'PagerDuty',
  url: entry.api,
  headers: await pagerDutyHeaders(entry),
  remedy: `Check pagerduty in the catalogue: the token behind ${entry.token} has to be allowed to write, ${entry.from} to be a user there`,
  saysAt: 'error.message',
});

const longestKey = 255;
/** All runs of one incident share it here too. */
const keyOf = (incident: string): string => `runback/${incident}`.slice(0, longestKey);

/** The newest open incident of the service: somebody may work on it already. */
async function openOrJoin(
  api: RestApi,
  given: ToDeliver,
  { service }: PagerDutyEntry,
): Promise<NonNullable<Told['thread']>> {
  const query = `statuses[]=triggered&statuses[]=acknowledged&service_ids[]=${encodeURIComponent(service)}&include[]=first_trigger_log_entries`;
  const open = list(await askRest(api, given, 'GET', `/incidents?${query}`), 'incidents');
  const key = keyOf(given.incident);
  const mine = open.find((incident) => incident.incident_key === key);
  const theirs = open.findLast((incident) => !isOwnPage(incident));
  if (mine !== undefined) return threadOf(mine, 'no');
  if (theirs !== undefined) return { ...threadOf(theirs, 'yes'), ...reportedBy(theirs) };
  const { notice } = given;
  const title = oneLine(
    `${notice.service} ${notice.environment}: rolling back ${notice.from} to ${notice.to}: ${notice.reason}`,
    1_000,
  );
  const incident = {
    type: 'incident',
    title,
    service: { id: service, type: 'service_reference' },
    urgency: notice.severity === 'SEV1' ? 'high' : 'low',
    incident_key: key,
    body: { type: 'incident_body', details: notice.card.join('\n') },
  };
  const made = (await askRest(api, given, 'POST', '/incidents', { incident })) as {
    incident?: Record<string, unknown>;
  };
  return threadOf(made.incident ?? {}, 'no');
}

/** What Runback pages for has an end of its own. PagerDuty names no key where an incident has alerts. */
export const isOwnPage = ({ incident_key: key, title }: Record<string, unknown>): boolean =>
  (typeof key === 'string' && key.startsWith('runback/rollback/')) ||
  (typeof title === 'string' && /^(Rollback of|BREAK-GLASS:) /.test(title));

/** A person who opened it had seen the trouble; of what a monitor opened nothing is known. */
function reportedBy({ created_at: at, first_trigger_log_entry: first }: Record<string, unknown>): {
  reportedAt?: string;
} {
  const { agent } = (first ?? {}) as { agent?: { type?: unknown } };
  const isByPerson = agent?.type === 'user_reference' || agent?.type === 'user';
  return isByPerson && typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { reportedAt: at } : {};
}

/** What is resolved is never open again at PagerDuty: the next one names it. */
const goesOnFrom = (given: ToDeliver): string[] =>
  given.thread === undefined || isUsable(given)
    ? []
    : [`Goes on from ${given.thread.link ?? given.thread.incident ?? ''}, which was resolved`];

const threadOf = ({ id, html_url: link }: Record<string, unknown>, joined: 'yes' | 'no') => ({
  incident: String(id),
  joined,
  ...(typeof link === 'string' ? { link } : {}),
});

/** A note has no key of its own: the end of its text names the notice. */
async function noteOnce(api: RestApi, given: ToDeliver, incident: string): Promise<void> {
  const { notice, again } = given;
  const path = `/incidents/${encodeURIComponent(incident)}/notes`;
  const mark = `[${notice.id}]`;
  const isThere = ({ content }: Record<string, unknown>) => typeof content === 'string' && content.endsWith(mark);
  if (again && list(await askRest(api, given, 'GET', path), 'notes').some(isThere)) return;
  const says = notice.ended?.headline ?? notice.says;
  const customers = notice.ended?.customers;
  const news = [says, customers].flatMap((each) => each ?? []);
  const content = [...goesOnFrom(given), ...news, ...notice.card, mark].join('\n');
  await askRest(api, given, 'POST', path, { note: { content } });
}

/** Only where production needs nobody any more. */
async function resolve(api: RestApi, given: ToDeliver, incident: string): Promise<void> {
  const body = { incident: { type: 'incident_reference', status: 'resolved' } };
  await askRest(api, given, 'PUT', `/incidents/${encodeURIComponent(incident)}`, body);
}
