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
  const incident = given.thread?.incident ?? (await incidentOf(api, given, path, statusPage));
  await updateOnce(api, given, `${path}/${incident}`);
  return { thread: { incident }, link: statusPage.url };
};

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

async function incidentOf(api: RestApi, given: ToDeliver, path: string, entry: StatusPageEntry): Promise<string> {
  const name = titleOf(given.notice);
  const open = list(await askRest(api, given, 'GET', `${path}/unresolved`));
  const mine = open.find((incident) => incident.name === name);
  if (typeof mine?.id === 'string') return mine.id;
  const incident = {
    name,
    status: 'investigating' satisfies PageStatus,
    body: given.notice.customerText?.opening ?? '',
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
