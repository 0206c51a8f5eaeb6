import { remedyOf } from '../src/failures.js';
import type { NotStarted } from './activities.js';

/**
 * Nobody can say whether UpdateService was applied, and no retry could: that is no failure, for a failure would read
 * "nothing was changed". What passes by itself is thrown; the retry reads again and adopts.
 */
export function unclearBecause(hinders: unknown, sent: string): NotStarted {
  const remedy = remedyOf(hinders);
  if (!(hinders instanceof Error) || remedy === undefined || remedy === 'transient') throw hinders;
  return {
    how: 'unclear',
    why: `${sent}; whether it was applied cannot be read: ${hinders.message}`,
    mendable: remedy === 'person',
  };
}
