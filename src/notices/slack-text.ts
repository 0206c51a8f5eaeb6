// Text for Slack: what somebody else wrote may neither look like markup nor call anybody.
import type { Line } from '../runbook/communication.js';

/** Slack reads a text for &, < and > only: without them nothing is a link, a mention or a channel. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A character that is not seen, between a mark and what it would mark. */
const unseen = '\u200b';

/** Escaped, and without bold, italics, code or quotes of its own; a name after @ or # stays plain. */
export const inert = (text: string): string =>
  escaped(text)
    .replace(/[*_~`]/g, (mark) => `${unseen}${mark}${unseen}`)
    .replace(/([@#])(?=\S)/g, `$1${unseen}`);

/** The runbook's **bold** is Slack's *bold*. */
export const mrkdwnOf = (lines: readonly Line[]): string =>
  lines
    .map(({ label, text }) => {
      if (label === undefined) return inert(text);
      return label.endsWith(':') ? `*${label}* ${inert(text)}`.trimEnd() : `${inert(text)} *${label}*`;
    })
    .join('\n');
