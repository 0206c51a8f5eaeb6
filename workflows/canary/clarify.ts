import type { SeenCanary } from '../../src/canary.js';
import { canaryNow } from '../../src/canary.js';
import { type Course, entryOf, note, now } from '../course.js';
import { causeOf } from '../endings.js';
import { glanceAtCanary } from '../proxies.js';
import { canaryCourseOf, differsFrom, noteCanary, noteShifted, noteStopped } from './state.js';

/** What the canary is now decides what this run has changed; undefined where it cannot be read. */
export async function clarifyCanary(course: Course): Promise<SeenCanary | undefined> {
  try {
    const seen = await glanceAtCanary({ entry: entryOf(course) });
    noteCanary(course, canaryNow(seen));
    const { former } = canaryCourseOf(course);
    if (course.change === 'asked') course.change = differsFrom(former, seen) ? 'made' : 'none';
    if (course.change === 'made') noteFound(course, seen);
    return seen;
  } catch (error) {
    note(course, `the canary could not be read: ${causeOf(error).message}`);
    return undefined;
  }
}

function noteFound(course: Course, seen: SeenCanary): void {
  const at = now();
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? at };
  noteShifted(course, at, seen);
  if (seen.desired === 0) noteStopped(course, { at, suspended: seen.scalingOwed });
}
