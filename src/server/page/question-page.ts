// The page that asks once more before anything is sent, with what production will look like then.
import { createHash, randomUUID } from 'node:crypto';
import { cardOf } from '../../client/card.js';
import { pageAddress } from '../../identifiers.js';
import { fieldsOf } from './fields.js';
import { type Html, html } from './html.js';
import { hiddenFields } from './layout.js';
import type { Looked } from './look.js';
import { type Offer, type PageVerb, stops } from './offers.js';

/** Whether the offer is the one that an address or a form names. */
export const isAsked = ({ verb, chosen }: Offer, asked: PageVerb, form: URLSearchParams): boolean =>
  verb === asked && Object.entries(chosen).every(([name, value]) => form.get(name) === value);

const answersQuestions: readonly PageVerb[] = ['approve', 'break-glass', 'reject', 'decide'];

/** What an answer belongs to: the run, and where it answers a question the very question and the plan that was shown. */
export function shownMark({ seen }: Looked, verb: PageVerb): string {
  const status = seen?.from === 'the run' ? seen.status : undefined;
  const question = answersQuestions.includes(verb)
    ? [status?.waiting?.what, status?.waiting?.since, status?.from?.taskDefinition, status?.to?.taskDefinition]
    : [];
  const mark = JSON.stringify([seen?.execution.runId, ...question]);
  return createHash('sha256').update(mark).digest('base64url').slice(0, 22);
}

export function questionPage(looked: Looked, offer: Offer, csrf: string): Html {
  const { entry, seen } = looked;
  const { verb, label, chosen, then } = offer;
  const address = pageAddress(entry);
  const [headline = '', ...lines] = seen === undefined ? [] : cardOf(seen);
  return html`<section aria-labelledby="question"><h1 id="question">${label}? ${entry.service} ${entry.environment}</h1>
<p><strong>${then}.</strong></p>
<form method="post" action="${address}/${verb}">
${hiddenFields({ csrf, shown: shownMark(looked, verb), message: randomUUID(), ...chosen })}
${fieldsOf(offer, entry.policy.methods ?? [])}
<p class="send"><button class="${stops(verb) ? 'stop' : 'act'}">Yes: ${label}</button></p></form>
<nav aria-label="Back"><a href="${address}">Back, send nothing</a></nav></section>
<section aria-labelledby="now"><h2 id="now">${headline}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`;
}
