// Break-glass (design §5.6, decision 30): one person's word is enough; at a database an admin's, who types what is lost. Pure.
import type { Speaker } from './message-rules.js';
import type { Approve } from './messages.js';
import { shellWord } from './plan/commands.js';

/** What the gate of a database shows of it. */
export interface AtStake {
  /** "table consent_log (1,204 rows)", or "nothing is lost". */
  readonly lost: string;
  /** Whether there is a paging service to reach the manager by. */
  readonly isPaged: boolean;
}

/** Why it cannot count now, or undefined. */
export function breakGlassRefused(
  { by, lost = '' }: Approve,
  { atStake, service, environment }: { atStake?: AtStake; service: string; environment: string },
  speaker: Speaker,
): string | undefined {
  if (speaker.identity === 'authenticated' && !speaker.roles.includes('admin'))
    return `${by} holds ${speaker.roles.join(', ') || 'no role'}; break-glass needs admin`;
  if (atStake === undefined) return undefined;
  if (!atStake.isPaged)
    return `break-glass at a database pages the manager in the same second, and the catalogue names no paging service for ${service} ${environment}: a second approver is needed`;
  if (plain(lost) === plain(atStake.lost)) return undefined;
  const typed = lost === '' ? 'nothing was typed' : 'something else was typed';
  return `break-glass at a database needs what is lost, typed as the gate shows it, and ${typed}: --lost ${shellWord(atStake.lost)}`;
}

/** Letters and figures count; how they are spaced, and separated in thousands, does not. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(\d)[,.’' ](?=\d{3})/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
