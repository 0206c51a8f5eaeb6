import { condition } from '@temporalio/workflow';
import { errorRateLimits, judgeErrorRate } from '../src/runbook/when-to-rollback.js';
import { type Course, entryOf, later, note, now } from './course.js';
import { Ended } from './endings.js';
import { measureErrorRate } from './proxies.js';
import { enter, refresh } from './show.js';

const fullWindows = 2;

/**
 * The alert's trouble is gone before anything was changed (decision 37): waits two full windows, then ends as NOT_NEEDED.
 * Returns when the trouble is back or cannot be measured any more.
 */
export async function waitUntilGoneOrBack(course: Course): Promise<void> {
  const entry = entryOf(course);
  enter(course, 'planning', 'The trigger is no longer above its limit; watching whether it stays so');
  for (let window = 1; window <= fullWindows; window += 1) {
    const wait = entry.timings.errorRateFor;
    course.waiting = {
      what: 'nothing',
      why: 'the error rate is below its limit again',
      from: 'nobody',
      since: course.waiting?.since ?? now(),
      until: later(wait),
      then: window === fullWindows ? 'ends as NOT_NEEDED' : 'measures again',
    };
    refresh(course);
    await condition(() => course.abort !== undefined, wait, { summary: 'is the trouble gone?' });
    if (course.abort !== undefined) return;
    const facts = await measureErrorRate({ entry });
    const { verdict, evidence } = judgeErrorRate(facts, errorRateLimits(entry));
    note(course, `measured again: ${verdict}, ${evidence}`);
    if (verdict !== 'not breached') return;
  }
  throw new Ended('NOT_NEEDED', 'The trouble was gone before anything was changed, for two full windows', {
    sentence: 'Nothing was changed. If it comes back, a new alert starts a new rollback',
  });
}
