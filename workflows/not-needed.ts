import { condition } from '@temporalio/workflow';
import { planCommand } from '../src/next-step.js';
import { measurementsUntilNotNeeded } from '../src/runbook/not-needed.js';
import { errorRateLimits, judgeErrorRate, troubleIsGone } from '../src/runbook/when-to-rollback.js';
import { type Course, entryOf, later, note, now } from './course.js';
import { Ended } from './endings.js';
import { measureErrorRate } from './proxies.js';
import { enter, refresh } from './show.js';

/**
 * The alert's trouble is gone before anything was changed (decision 37): measures each minute for two full windows, then
 * ends as NOT_NEEDED. Returns when the trouble is back, cannot be measured any more, or the run is aborted.
 */
export async function waitUntilGoneOrBack(course: Course): Promise<void> {
  enter(course, 'planning', 'The trigger is no longer above its limit; watching whether it stays so');
  const { count, apart } = measurementsUntilNotNeeded(entryOf(course).timings);
  showWaiting(course, count * apart);
  for (let measured = 1; measured <= count; measured += 1) {
    await condition(() => course.abort !== undefined, apart, { summary: 'is the trouble gone?' });
    if (course.abort !== undefined || !(await isStillGone(course, measured === count))) return;
  }
  if (course.abort !== undefined) return;
  throw new Ended('NOT_NEEDED', 'The trouble was gone before anything was changed, for two full windows', {
    sentence: 'Nothing was changed. If it comes back, a new alert starts a new rollback',
    command: planCommand(entryOf(course)),
  });
}

async function isStillGone(course: Course, isLast: boolean): Promise<boolean> {
  const entry = entryOf(course);
  const verdict = judgeErrorRate(await measureErrorRate({ entry }), errorRateLimits(entry));
  const gone = troubleIsGone(verdict);
  const meaning = verdict.above === 'could not measure' ? verdict.above : gone ? 'still gone' : 'the trouble is back';
  if (isLast || !gone) note(course, `measured again: ${meaning}: ${verdict.evidence}`);
  return gone;
}

function showWaiting(course: Course, wait: number): void {
  course.waiting = {
    what: 'nothing',
    why: 'the error rate is below its limit again',
    from: 'nobody',
    since: now(),
    until: later(wait),
    then: 'ends as NOT_NEEDED, unless the trouble is back before',
  };
  refresh(course);
}
