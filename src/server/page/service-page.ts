// The page of one service: its newest rollback, and what can be done now.
import { isEndedByTemporal } from '../../client/ended-by-temporal.js';
import { pageAddress } from '../../identifiers.js';
import type { Holder } from '../holder.js';
import { type Html, html } from './html.js';
import type { Looked } from './look.js';
import { type Offer, type PageVerb, stops } from './offers.js';
import { cardPart, checklistPart, part, planPart, timelinePart } from './parts.js';
import { reportPart } from './report-part.js';
import { maySay, roleToSay } from './who.js';

export const liveEvery = { open: 3_000, closed: 30_000, none: 10_000 } as const;

export const everyOf = ({ seen, isOpen }: Looked): number =>
  seen === undefined ? liveEvery.none : isOpen ? liveEvery.open : liveEvery.closed;

export function servicePage(looked: Looked, holder: Holder, now: Date): Html {
  const { seen, plan, report } = looked;
  if (seen === undefined) return noRun(looked);
  const told = seen.from === 'the run' ? seen.status : report;
  return html`
${cardPart(seen, now)}
${offersPart(looked, holder)}
${report && !isEndedByTemporal(seen) && reportPart(report)}
${told && checklistPart(told.checklist, told.approvals)}
${plan && planPart(plan, now)}
${told && timelinePart(told.timeline)}`;
}

const noRun = ({ entry: { service, environment } }: Looked): Html =>
  html`<section id="card" data-part aria-labelledby="headline"><h1 id="headline">${service} ${environment} · no rollback</h1>
<p>None is open, and Temporal keeps no former one.</p>
<p>To begin one: <code>runback start ${service} --env ${environment} --reason "…"</code></p></section>`;

function offersPart(looked: Looked, holder: Holder): Html | undefined {
  const { offers, entry } = looked;
  if (offers.length === 0) return undefined;
  const may = offers.filter(({ verb }) => maySay(holder, verb, entry));
  const others = offers.filter((offer) => !may.includes(offer));
  return part(
    'offers',
    'What you can do now',
    html`<div class="offers">${may.map((offer, index) => offerOf(pageAddress(entry), offer, `then-${index}`))}
${others.length > 0 && html`<p class="quiet">${holder.name} may not: ${othersInWords(others)}.</p>`}</div>`,
  );
}

const othersInWords = (offers: readonly Offer[]): string =>
  offers.map(({ verb, label }) => `${label} (needs ${roleToSay(verb)})`).join(' · ');

/** A button that leads to the question; only the answer to that sends anything. */
const offerOf = (address: string, { verb, label, chosen, then }: Offer, id: string): Html =>
  html`<form class="offer" method="get" action="${address}/${verb}">
${Object.entries(chosen).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button id="${id}-button" class="${kindOf(verb)}" aria-describedby="${id}">${label}</button>
<p id="${id}" class="quiet">${then}.</p></form>`;

const kindOf = (verb: PageVerb): string => {
  if (verb === 'note' || verb === 'confirm' || verb === 'pause') return 'plain';
  return stops(verb) ? 'stop' : 'act';
};
