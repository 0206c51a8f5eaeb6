import { type Course, entryOf, planOf } from '../course.js';
import { readStanding } from '../database-proxies.js';

/** For what is said at an end: where the database stands, whatever was said before. Not known where it cannot be read. */
export async function clarifyDatabase(course: Course): Promise<void> {
  const { database } = course;
  if (database === undefined || database.change === 'none' || database.doneAt !== undefined) return;
  const input = { entry: entryOf(course), run: course.run, from: planOf(course).from };
  try {
    const standing = await readStanding({ ...input, path: database.path });
    database.standing = standing;
    database.change = standing.state === 'on the path' && standing.done === 0 ? 'none' : 'made';
  } catch {
    delete database.standing;
  }
}
