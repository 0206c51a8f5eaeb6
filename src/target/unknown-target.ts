import type { ReleaseName } from '../rollback.js';
import { fullName } from '../runbook/wording.js';

const mostNamed = 5;

/** What a choice rests on: of a long list the newest, and those that were deployed last. */
export const lookedAtInWords = (count: number, areOlder = false): string =>
  `${count} releases looked at${areOlder ? ' (there are older ones)' : ''}`;

/** "v9.9.9 is not among the 4 releases looked at: the newest are …"; `looked` newest first. */
export function unknownTarget(called: string, looked: readonly ReleaseName[], areOlder = false): string {
  const known = looked.slice(0, mostNamed).map(fullName);
  const choice = known.length === 0 ? 'no task definition was found' : `the newest are ${known.join(', ')}`;
  return `${called} is not among the ${lookedAtInWords(looked.length, areOlder)}: ${choice}`;
}
