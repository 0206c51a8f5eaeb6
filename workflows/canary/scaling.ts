import { type Course, entryOf, note } from '../course.js';
import { causeOf } from '../endings.js';
import { forgetCanary, restoreCanaryScaling } from '../proxies.js';

/** Its scaling is as it was, and the next run has nothing of this one to take over. */
export async function leaveCanaryFinished(course: Course): Promise<void> {
  const { owedAgain } = course.canary ?? {};
  if (course.canary !== undefined && owedAgain !== undefined) course.canary = { owed: owedAgain, ...course.canary };
  await putScalingBack(course);
  if (course.canary?.owed !== undefined) return;
  // It is marked before the first change; what is not this run's is somebody's who has yet to finish.
  const onlyOurs = course.change === 'none' ? { run: course.run.runKey } : {};
  await forgetCanary({ entry: entryOf(course), ...onlyOurs }).catch((error: unknown) =>
    note(course, `the tag runback:canary could not be taken from the canary: ${causeOf(error).message}`),
  );
}

/** The canary is scaled as before, on every way out. Where it did not work it is owed still, and the report says so. */
export async function putScalingBack(course: Course): Promise<void> {
  const owed = course.canary?.owed;
  if (course.canary === undefined || owed === undefined) return;
  try {
    const { at, changed } = await restoreCanaryScaling({ entry: entryOf(course), scaling: owed });
    const all = course.settingsChanged.splice(0);
    course.settingsChanged.push(
      ...all.map((change) => (change.stays === true ? change : { ...change, putBackAt: change.putBackAt ?? at })),
    );
    const { owed: _, ...canary } = course.canary;
    course.canary = canary;
    if (changed) note(course, 'put back: what scales the canary');
  } catch (error) {
    note(course, `the canary’s scaling could not be put back: ${causeOf(error).message}`);
  }
}
