import { clockWithSeconds } from '../../runbook/wording.js';
import { type Html, html } from './html.js';

/** What came of what a person said: shown once, above everything else. */
export interface Notice {
  readonly kind: 'said' | 'refused';
  readonly text: string;
}

interface Page {
  readonly title: string;
  readonly body: Html;
  /** Whose sign-in this is, and the word without which no form of the page counts. */
  readonly visitor?: { readonly name: string; readonly csrf: string };
  readonly notice?: Notice | undefined;
  /** The address whose page is put in, and the milliseconds between two looks. */
  readonly live?: { readonly address: string; readonly every: number };
}

export const hiddenFields = (fields: Readonly<Record<string, string>>): Html[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

const visitorLine = ({ name, csrf }: NonNullable<Page['visitor']>): Html =>
  html`<span class="quiet">Signed in as ${name}</span>
<form method="post" action="/sign-out">${hiddenFields({ csrf })}<button class="plain">Sign out</button></form>`;

const noticeOf = ({ kind, text }: Notice): Html =>
  html`<section class="${kind}" role="alert"><h2>${kind === 'said' ? 'Answer' : 'Refused'}</h2><p class="text">${text}</p></section>`;

/** How old the page is; where scripts run they write here. */
const asOf = (address: string): Html =>
  html`<p class="quiet"><span id="live">As of ${clockWithSeconds(new Date().toISOString())}.</span> <a href="${address}">Look again</a></p>`;

/** A whole page. */
export function pageOf({ title, body, visitor, notice, live }: Page): string {
  const main =
    live === undefined
      ? html`<main id="main">`
      : html`<main id="main" data-live="${live.address}" data-every="${live.every}">`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Runback</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script></head><body>
<a class="skip" href="#main">Skip to the content</a>
<header><a href="/">Runback</a>${visitor && visitorLine(visitor)}</header>
${main}
${notice && noticeOf(notice)}
${body}
${live && asOf(live.address)}
</main>
<div id="spoken" class="unseen" role="status"></div>
</body></html>`.text;
}
