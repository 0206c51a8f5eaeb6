import type { ReleaseName } from '../rollback.js';
import { fullName } from '../runbook/wording.js';

const mostNamed = 5;

/** "v9.9.9 is not among the 4 releases looked at: the newest are …"; `looked` newest first. */
export function unknownTarget(called: string, looked: readonly ReleaseName[]): string {
  const known = looked.slice(0, mostNamed).map(fullName);
  const choice = known.length === 0 ? 'no task definition was found' : `the newest are ${known.join(', ')}`;
  return `${called} is not among the ${looked.length} releases looked at: ${choice}`;
}
