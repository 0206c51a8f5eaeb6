// What following a method's deployment came to: a claim, or why there is none.
import type { Followed } from '../../activities/activities.js';
import type { Method } from '../../src/rollback.js';
import { type Course, note } from '../course.js';
import { putSettingsBack } from '../deployment-settings.js';
import { Ended } from '../endings.js';
import type { Followable } from '../following.js';
import { leaveFailed } from '../leaving-failed.js';
import { nextOf } from '../next-of.js';
import type { MethodResult } from '../rollback-procedures.js';

export function claimed(course: Course, method: Method, mine: Followable, followed: Followed): MethodResult {
  course.times = { ...course.times, restoredAt: followed.at };
  note(course, `restored: ${followed.why}`);
  const { taskDefinition, deploymentId } = mine;
  return {
    result: 'claimed',
    reason: followed.why,
    claim: { method, taskDefinition, deploymentId, restoredAt: followed.at },
  };
}

export async function notRestored(course: Course, followed: Followed, mine: Followable): Promise<MethodResult> {
  if (followed.end === 'failed') await leaveFailed(course, mine);
  await putSettingsBack(course);
  if (course.abort !== undefined) {
    const goesOn = { inWords: `ECS goes on with deployment ${mine.deploymentId} by itself` };
    const next = nextOf(course, 'ABORTED', followed.end === 'failed' ? {} : goesOn);
    throw new Ended('ABORTED', `Aborted by ${course.abort.by}: ${course.abort.reason}. ${followed.why}`, next);
  }
  if (followed.end === 'out of time' || followed.end === 'stalled') {
    course.stalled = mine;
    return { result: 'out-of-time', reason: `no progress since ${followed.lastProgressAt}: ${followed.why}` };
  }
  course.givenUp.push(mine.deploymentId);
  return { result: 'failed', reason: followed.why };
}
