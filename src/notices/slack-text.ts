// Text for Slack: what somebody else wrote may neither look like markup nor call anybody.
import type { Line } from '../runbook/communication.js';
import { withoutMarks } from '../runbook/wording.js';

/** Slack reads a text for &, < and > only: without them nothing is a link, a mention or a channel. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Escaped, without formatting of its own, and calling nobody. */
export const asPlainMrkdwn = (text: string): string => escaped(withoutMarks(text));

/** The runbook's **bold** is Slack's *bold*. */
export const mrkdwnOf = (lines: readonly Line[]): string =>
  lines
    .map(({ label, text }) => {
      if (label === undefined) return asPlainMrkdwn(text);
      return label.endsWith(':') ? `*${label}* ${asPlainMrkdwn(text)}`.trimEnd() : `${asPlainMrkdwn(text)} *${label}*`;
    })
    .join('\n');
