// What Slack shows of an answer: to the one who pressed or asked alone, with nothing in it that formats or mentions.
import { escaped } from '../../notices/slack-text.js';

export interface SlackAnswer {
  readonly response_type: 'ephemeral';
  readonly replace_original: false;
  readonly text: string;
}

/** For a user whom the file of tokens does not name. */
export const unknownUser = (user: string): string =>
  `Runback does not know who you are: somebody adds \`slack: ${user}\` to your entry in the file of tokens`;

const longest = 3_000;

export const toThemAlone = (text: string): SlackAnswer => ({
  response_type: 'ephemeral',
  replace_original: false,
  text: escaped(text.slice(0, longest)),
});
