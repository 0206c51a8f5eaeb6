// Text for Slack: what somebody else wrote may neither look like markup nor call anybody.
import type { Line } from '../runbook/communication.js';

/** Slack reads a text for &, < and > only: without them nothing is a link, a mention or a channel. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A character that is not seen, between a mark and what it would mark. */
const unseen = '\u200b';

/** A mark within a word marks nothing: ROLLED_BACK stays as it is, also for whoever copies it. */
const marks = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;

/** Escaped, without bold, italics, strokes or code of its own, and calling nobody. */
export const asPlainMrkdwn = (text: string): string =>
  escaped(text)
    .replace(marks, (mark) => `${unseen}${mark}${unseen}`)
    .replace(/@(?=(?:channel|here|everyone)\b)/gi, `@${unseen}`);

/** The runbook's **bold** is Slack's *bold*. */
export const mrkdwnOf = (lines: readonly Line[]): string =>
  lines
    .map(({ label, text }) => {
      if (label === undefined) return asPlainMrkdwn(text);
      return label.endsWith(':') ? `*${label}* ${asPlainMrkdwn(text)}`.trimEnd() : `${asPlainMrkdwn(text)} *${label}*`;
    })
    .join('\n');
