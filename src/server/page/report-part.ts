import type { Report } from '../../report.js';
import { between, inWords } from '../../runbook/durations.js';
import { type Html, html } from './html.js';
import { moment, part } from './parts.js';

const rows = (title: string, lines: readonly Html[]): Html | undefined =>
  lines.length === 0 ? undefined : html`<h3>${title}</h3><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

/** What a closed run left to read; the whole of it is in the Markdown of `runback report`. */
export function reportPart(report: Report): Html {
  const { outcome, headline, verification, attempts, settingsChanged, next, pin = [], undoByHand = [] } = report;
  const { passedOver, escalations, notConnected, service, environment } = report;
  const text = (line: string): Html => html`${line}`;
  return part(
    'report',
    'Report',
    html`<p><strong>${outcome}</strong>: ${headline}</p>
<p>Next: ${next.sentence}${next.command && html`<br><code>${next.command}</code>`}</p>
${rows(
  `Verification: ${verification.verdict}`,
  verification.checks.map(({ name, verdict, evidence }) => html`${name}: <strong>${verdict}</strong>, ${evidence}`),
)}
${rows('What was tried', attempts.map(triedOf))}
${rows('Settings changed', settingsChanged.map(settingOf))}
${rows('Pin it, or it comes back', pin.map(text))}
${rows(
  'Undo by hand',
  undoByHand.map((line) => html`<code>${line}</code>`),
)}
${rows('Releases passed over', passedOver.map(text))}
${rows(
  'Escalations',
  escalations.map(({ at, text: said }) => html`${moment(at)} ${said}`),
)}
${notConnected.length > 0 && html`<p>Not connected: ${notConnected.join(' · ')}</p>`}
<p class="quiet">The whole report: <code>runback report ${service} --env ${environment}</code></p>`,
  );
}

const triedOf = ({ method, result, reason, startedAt, endedAt }: Report['attempts'][number]): Html =>
  html`${method}: <strong>${result}</strong> after ${inWords(between(startedAt, endedAt))}, ${reason}`;

const settingOf = ({ setting, from, to, putBackAt, stays }: Report['settingsChanged'][number]): Html => {
  const now = stays === true ? 'stays so' : 'not put back';
  return html`${setting}: ${from} → ${to}, ${putBackAt === undefined ? now : html`put back at ${moment(putBackAt)}`}`;
};
