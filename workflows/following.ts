// Follows our own deployment by its id. Out of its time is not failed: what progresses is followed on (design §6).
import type { Followed } from '../activities/activities.js';
import { stalledAfter } from '../src/plan/stall.js';
import { between } from '../src/runbook/durations.js';
import { type Course, entryOf, later, note, noteServing } from './course.js';
import { putSettingsBack } from './deployment-settings.js';
import { unlessInterrupted } from './interruptible.js';
import { followDeployment, keepFollowing } from './proxies.js';
import { stopIfUndone } from './settled.js';
import { refresh } from './show.js';

export interface Followable {
  readonly deploymentId: string;
  readonly taskDefinition: string;
}

/** Ends with anything but `out of time`, unless nothing got on for the length of a rung or an abort asks for the end. */
async function followOn(
  course: Course,
  { deploymentId, taskDefinition }: Followable,
  until: 'restored' | 'stable',
  ends: string,
  stall: { readonly stalledAfter?: number } = {},
): Promise<Followed> {
  const entry = entryOf(course);
  let deadline = notBefore(ends, entry.timings.minimumRung);
  for (;;) {
    const followed = await unlessInterrupted(
      () => course.undoAsked !== undefined,
      () => followDeployment({ entry, deploymentId, taskDefinition, until, deadline, ...stall }),
    );
    stopIfUndone(course);
    if (followed === 'interrupted') throw new Error('a follower was interrupted without an undo');
    noteServing(course, followed.serving, followed.at);
    refresh(course);
    if (followed.end !== 'out of time' || course.abort !== undefined || hasStalled(course, followed)) return followed;
    note(course, `not ${until} in its time, followed on: ${followed.why}`);
    deadline = later(entry.timings.minimumRung);
  }
}

// A follower begins a moment after its time was set, and its first look counts as progress.
const nearly = 0.8;

const hasStalled = (course: Course, { lastProgressAt, at }: Followed): boolean =>
  between(lastProgressAt, at) >= nearly * entryOf(course).timings.minimumRung;

/** What begins late in a rung has the minimum of one all the same. */
const notBefore = (deadline: string, ms: number): string => later(Math.max(ms, Date.parse(deadline) - Date.now()));

/** `deadline`: ISO time at which the rung is over. */
export const followUntilRestored = (course: Course, mine: Followable, deadline: string): Promise<Followed> =>
  followOn(course, mine, 'restored', deadline);

/** The same, unless it stalls half way: `stalled` as soon as no step of a deployment takes that long. */
export function followUntilRestoredOrStalled(course: Course, mine: Followable, deadline: string): Promise<Followed> {
  const { situation } = course;
  const ms = situation === undefined ? undefined : stalledAfter(situation, entryOf(course));
  return followOn(course, mine, 'restored', deadline, ms === undefined ? {} : { stalledAfter: ms });
}

/** Runbook › Method 3, step 6: until nothing but the target is left. */
export async function followUntilStable(course: Course, mine: Followable): Promise<Followed> {
  const followed = await followOn(course, mine, 'stable', later(entryOf(course).timings.methods['ecs-task'].budget));
  if (followed.end !== 'stable') return followed;
  course.times = { ...course.times, stableAt: followed.at };
  note(course, `stable: ${followed.why}`);
  await putSettingsBack(course);
  return followed;
}

/** After stable: ends when somebody else's deployment takes over, or with the scope that it runs in. */
export const followUntilTakenOver = (course: Course, { deploymentId, taskDefinition }: Followable): Promise<Followed> =>
  keepFollowing({
    entry: entryOf(course),
    deploymentId,
    taskDefinition,
    until: 'taken over',
    deadline: later(24 * 3_600_000),
  });
