// Runbook › Customer Communication: investigating, monitoring, resolved; only where customers are affected and a person approved it.
import type { StatusPageEntry } from '../../src/catalogue/people-entry.js';
import type { Notice } from '../../src/notice.js';
import { customerText } from '../../src/runbook/communication.js';
import { resolveSecret } from '../secrets.js';
import type { Notifier, ToDeliver } from './notifier.js';
import { askRest, list, type RestApi } from './rest.js';

type PageStatus = 'investigating' | 'monitoring' | 'resolved';

export const tellStatusPage: Notifier = async (given) => {
  const { statusPage } = given.entry;
  if (statusPage === undefined || given.notice.customerText === undefined) return undefined;
  const api = await apiOf(statusPage);
  const path = `/v1/pages/${encodeURIComponent(statusPage.page)}/incidents`;
  const { customerText: text } = given.notice;
  const incident = threadOf(given) ?? (await incidentOf(api, given, path, statusPage));
  await updateOnce(api, given, `${path}/${incident}`);
  return { thread: { incident, status: text.status }, link: statusPage.url };
};

/** Customers were told that all is well: what begins after that is another incident for them. */
function threadOf({ thread, notice }: ToDeliver): string | undefined {
  const isOver = thread?.status === 'resolved' && notice.customerText?.status !== 'resolved';
  return isOver ? undefined : thread?.incident;
}

const apiOf = async ({ api, token, page }: StatusPageEntry): Promise<RestApi> => ({
  channel: 'status page',
  url: api,
  headers: { authorization: `OAuth ${await resolveSecret(token)}` },
  remedy: `Check statusPage in the catalogue: page ${page} and the token behind ${token}`,
  saysAt: 'error',
});

const titleOf = (notice: Notice): string => customerText({ resolved: false }).title + nameOf(notice);
/** Two services may be degraded at once. */
const nameOf = ({ service }: Notice): string => `: ${service}`;

/** Customers do not see it. Another incident of the service, of another trouble or opened by hand, is left alone. */
const mark = 'runback';

const markIn = (metadata: unknown): unknown =>
  (metadata as { readonly [mark]?: { readonly incident?: unknown } } | null | undefined)?.[mark]?.incident;

async function incidentOf(api: RestApi, given: ToDeliver, path: string, entry: StatusPageEntry): Promise<string> {
  const name = titleOf(given.notice);
  const open = list(await askRest(api, given, 'GET', `${path}/unresolved`));
  const mine = open.find(({ metadata }) => markIn(metadata) === given.incident);
  if (typeof mine?.id === 'string') return mine.id;
  const incident = {
    name,
    status: 'investigating' satisfies PageStatus,
    body: given.notice.customerText?.opening ?? '',
    metadata: { [mark]: { incident: given.incident } },
    ...(entry.component === undefined ? {} : { component_ids: [entry.component] }),
  };
  const made = (await askRest(api, given, 'POST', path, { incident })) as { id?: unknown };
  return String(made.id);
}

/** Read first: an update that is there already is not given to customers twice. */
async function updateOnce(api: RestApi, given: ToDeliver, path: string): Promise<void> {
  const { customerText: text } = given.notice;
  if (text === undefined || text.status === 'investigating') return;
  const there = (await askRest(api, given, 'GET', path)) as { status?: unknown };
  if (there.status === text.status) return;
  const { status, message } = text;
  await askRest(api, given, 'PATCH', path, { incident: { status, body: message } });
}
