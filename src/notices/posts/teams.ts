// Microsoft Teams by an incoming webhook (Workflows › "When a Teams webhook request is received"): an adaptive card for each notice.
import { withoutMarks } from '../../runbook/wording.js';
import { linesOf } from '../lines.js';
import type { Poster } from '../post.js';

/** A card with all its lines stays below the 28 KB that Teams takes. */
const longestLine = 600;

const textBlock = (text: string, more: object = {}): object => ({
  type: 'TextBlock',
  text: withoutMarks(text).slice(0, longestLine),
  wrap: true,
  ...more,
});

/** Nothing that was posted can be edited: what only brings a card up to date is not posted. */
export const teams: Poster = (notice, url) => {
  const { kind, card, service, environment } = notice;
  if (kind === 'changed' || kind === 'update') return undefined;
  const [headline, ...lines] = linesOf(notice).map(({ label, text }) => [label, text].filter(Boolean).join(' '));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      textBlock(`${service} ${environment}: ${headline ?? ''}`, { weight: 'Bolder', size: 'Medium' }),
      ...lines.map((line) => textBlock(line)),
      ...card.map((line, index) => textBlock(line, { isSubtle: true, separator: index === 0 })),
    ],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { url, body: { type: 'message', attachments: [attachment] } };
};
