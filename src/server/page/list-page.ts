// The first page: what is open, what closed last, and every service of the catalogue.
import type { Client } from '@temporalio/client';
import { cardOf } from '../../client/card.js';
import { type ClosedRun, closedRollbacks } from '../../client/closed-runs.js';
import { type OpenRun, openRollbacks } from '../../client/open-runs.js';
import type { Services } from '../../client/services.js';
import { readStatus } from '../../client/status.js';
import { pageAddress } from '../../identifiers.js';
import { between, inWords } from '../../runbook/durations.js';
import { clock } from '../../runbook/wording.js';
import { type Holder, mayRead } from '../holder.js';
import { type Html, html, time } from './html.js';
import { part } from './parts.js';

const mostOpen = 20;
const mostClosed = 10;

interface Needs {
  readonly client: Client;
  readonly services: Services;
}

/** Only what the holder may look at. Throws `temporal not reached`. */
export async function listPage({ client, services }: Needs, holder: Holder): Promise<Html> {
  const [open, closed] = await Promise.all([openRollbacks(client), closedRollbacks(client, mostClosed)]);
  const here = open.filter((run) => mayRead(holder, run));
  const cards = await Promise.all(here.slice(0, mostOpen).map((run) => openRun(client, run)));
  const known = services.entries().filter((entry) => mayRead(holder, entry));
  const more = here.length - cards.length;
  return html`<h1>Rollbacks</h1>
${part('open', here.length === 0 ? 'None is open' : `Open: ${here.length}`, html`<ul>${cards}</ul>${more > 0 && html`<p>And ${more} more.</p>`}`)}
${part('closed', 'Closed last', html`<ul>${closed.filter((run) => mayRead(holder, run)).map(closedRun)}</ul>`)}
${part('services', 'Services', html`<ul>${known.map((entry) => html`<li><a href="${pageAddress(entry)}">${entry.service} ${entry.environment}</a></li>`)}</ul>`)}`;
}

async function openRun(client: Client, run: OpenRun): Promise<Html> {
  const now = new Date();
  const lines = await readStatus(client, run.id).then(
    (seen) => cardOf(seen, now),
    (error: unknown) => [error instanceof Error ? error.message : 'It does not answer'],
  );
  const waits = lines.find((line) => line.startsWith('⏸'));
  const since = inWords(between(run.startedAt, now.toISOString()));
  return html`<li><a href="${pageAddress(run)}">${lines[0]}</a><br>
${waits !== undefined && waits !== lines[0] && html`${waits}<br>`}
<span class="quiet">Begun ${time(run.startedAt, clock(run.startedAt))}, ${since} ago</span></li>`;
}

const closedRun = (run: ClosedRun): Html =>
  html`<li><a href="${pageAddress(run)}">${run.service} ${run.environment}</a> · ${run.outcome ?? run.state}${run.headline !== undefined && `: ${run.headline}`}<br>
<span class="quiet">Closed ${time(run.closedAt, `${run.closedAt.slice(0, 10)} ${clock(run.closedAt)}`)}</span></li>`;
