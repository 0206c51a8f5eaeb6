// The parts of a run's page, each a section that is put in anew when it has changed.
import { cardOf } from '../../client/card.js';
import type { Seen } from '../../client/status.js';
import type { Plan } from '../../plan-shape.js';
import { planRows } from '../../plan-text.js';
import type { Approval, ChecklistItem, TimelineEntry } from '../../rollback.js';
import { between, inWords } from '../../runbook/durations.js';
import { clockWithSeconds } from '../../runbook/wording.js';
import { type Html, html, time } from './html.js';

export const part = (id: string, title: string, body: Html): Html =>
  html`<section id="${id}" data-part aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;

export const moment = (at: string): Html => time(at, clockWithSeconds(at));

/** The state card, word for word; its first line is the page's headline. */
export function cardPart(seen: Seen, now: Date): Html {
  const [headline = '', ...lines] = cardOf(seen, now);
  return html`<section id="card" data-part aria-labelledby="headline"><h1 id="headline">${headline}</h1>
<ul>${lines.map((line) => html`<li>${line.startsWith('Look: ') ? linked(line) : line}</li>`)}</ul></section>`;
}

/** The card's own links; those that somebody wrote elsewhere stay text. */
const linked = (line: string): Html[] =>
  line
    .split(/(https?:\/\/[^\s"<>]+)/)
    .map((each, index) => (index % 2 === 0 ? html`${each}` : html`<a href="${each}" rel="noreferrer">${each}</a>`));

const signs = { done: '✔', open: '○', 'not connected': '–' } as const;

export function checklistPart(items: readonly ChecklistItem[], approvals: readonly Approval[]): Html {
  const none = html`<p class="quiet">Not begun yet.</p>`;
  const body = html`<ul>${items.map(itemOf)}</ul>`;
  return part('checklist', 'Checklist', html`${items.length === 0 ? none : body}${approvalsOf(approvals)}`);
}

const itemOf = ({ title, state, how, by, at, evidence }: ChecklistItem): Html =>
  html`<li><span aria-hidden="true">${signs[state]} </span><strong>${title}</strong>: ${state}
<span class="quiet">${[how, by && `by ${by}`].filter(Boolean).join(', ')} ${at && moment(at)}</span>
${evidence && html`<br>${evidence}`}</li>`;

const approvalsOf = (approvals: readonly Approval[]): Html | undefined =>
  approvals.length === 0
    ? undefined
    : html`<h3>Approvals</h3><ul>${approvals.map(
        ({ decision, by, identity, at, comment }) =>
          html`<li><strong>${decision}</strong> ${by && `by ${by} (${identity ?? 'claimed'})`} ${moment(at)}${comment && html`<br>${comment}`}</li>`,
      )}</ul>`;

export function planPart(plan: Plan, now: Date): Html {
  const age = inWords(between(plan.madeAt, now.toISOString()));
  return part(
    'plan',
    'Plan',
    html`<p class="quiet">Made at ${moment(plan.madeAt)}, ${age} ago.</p>
<dl>${planRows(plan).map(([label, ...lines]) => html`<dt>${label}</dt>${lines.map((line) => html`<dd>${line.replace(/ {2,}/g, ' ')}</dd>`)}`)}</dl>`,
  );
}

/** Newest first, for whoever comes back to see what is new. */
export function timelinePart(entries: readonly TimelineEntry[]): Html {
  const lines = [...entries]
    .reverse()
    .map(
      ({ at, text, by }) =>
        html`<li>${moment(at)} ${text}${by !== undefined && html` <span class="quiet">(${by})</span>`}</li>`,
    );
  return part('timeline', 'Timeline, newest first', html`<ol>${lines}</ol>`);
}
