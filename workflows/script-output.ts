import type { ScriptRun } from '../activities/release-script-activities.js';
import { type Course, note } from './course.js';

/** Runbook › Method 2, step 6: the script provides real-time updates. */
export function tellScriptOutput(course: Course, { lines, linesInAll, why, file }: ScriptRun): void {
  const left = linesInAll - lines.length;
  if (left > 0) note(course, `script: ${left} earlier lines are in ${file}`);
  for (const line of lines) note(course, `script: ${line}`);
  note(course, `release script: ${why}${file === '' ? '' : `; its output is in ${file}`}`);
}
