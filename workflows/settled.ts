import { condition } from '@temporalio/workflow';
import { type Course, now } from './course.js';
import { Ended } from './endings.js';
import { refresh } from './show.js';

/** Between two changes: an abort ends the run, a pause holds it. The clock runs on. */
export async function beforeNextChange(course: Course): Promise<void> {
  if (course.paused !== undefined && course.abort === undefined) {
    course.waiting = { what: 'resume', why: `paused by ${course.paused.by}`, from: 'anybody', since: now() };
    refresh(course);
    await condition(() => course.paused === undefined || course.abort !== undefined);
    delete course.waiting;
  }
  if (course.abort === undefined) return;
  const { by, reason } = course.abort;
  const changed = course.changed ? 'See what serves; what was half done is settled' : 'Nothing was changed';
  throw new Ended('ABORTED', `Aborted by ${by}: ${reason}. ${changed}`, { sentence: changed });
}
