// Runbook › Rollback Partially Complete. Never a blind restart: first the explicit target anew, then single tasks left over.
import type { Followed, StartedDeployment } from '../../activities/activities.js';
import { type Course, entryOf, later, named, note, planOf } from '../course.js';
import { PlanAgain } from '../endings.js';
import { type Followable, followUntilRestoredOrStalled } from '../following.js';
import { stopLeftOverTasks } from '../proxies.js';
import { beforeNextChange } from '../settled.js';
import { enter } from '../show.js';

interface Repaired {
  readonly mine: Followable;
  readonly followed: Followed;
}

/** Whether the target serves beside another release, and nothing changes that any more. */
export const isPartial = ({ end, serving }: Followed, { taskDefinition }: Followable): boolean =>
  (end === 'stalled' || end === 'out of time' || end === 'failed') &&
  serving.some((each) => each.taskDefinition === taskDefinition && each.tasks > 0) &&
  serving.some((each) => each.taskDefinition !== taskDefinition && each.tasks > 0);

const tasksIn = ({ serving }: Followed): number => serving.reduce((sum, { tasks }) => sum + tasks, 0);

const othersIn = ({ serving }: Followed, { taskDefinition }: Followable): number =>
  serving.reduce((sum, each) => sum + (each.taskDefinition === taskDefinition ? 0 : each.tasks), 0);

/** Ends as restored, or as what the last step came to. */
export async function repairPartial(
  course: Course,
  begun: Repaired,
  deployAnew: () => Promise<StartedDeployment>,
): Promise<Repaired> {
  const { target } = planOf(course);
  const to = target.kind === 'chosen' ? named(target.target.release) : begun.mine.taskDefinition;
  note(course, `partially complete: ${begun.followed.why}; ${to} is deployed anew by its name`);
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
  course.givenUp.push(begun.mine.deploymentId);
  enter(course, 'acting', `Repairing a partial rollback: deploying ${to} anew`);
  const mine = await deployAnew();
  const followed = await followUntilRestoredOrStalled(course, mine, later(entryOf(course).timings.minimumRung));
  return isPartial(followed, mine) ? stopLeftOver(course, { mine, followed }) : { mine, followed };
}

/** As many at once as are more than wanted, else one: what serves never gets fewer than the target can replace. */
async function stopLeftOver(course: Course, { mine, followed: partial }: Repaired): Promise<Repaired> {
  const entry = entryOf(course);
  let followed = partial;
  for (let left = othersIn(partial, mine); left > 0 && isPartial(followed, mine); ) {
    if (await beforeNextChange(course)) throw new PlanAgain('resumed');
    enter(course, 'acting', `Repairing a partial rollback: stopping ${left} tasks of other releases`);
    const surplus = tasksIn(followed) - (course.situation?.service.desired ?? 0);
    const leave = Math.max(0, left - Math.max(1, surplus));
    const { stopped } = await stopLeftOverTasks({ entry, taskDefinition: mine.taskDefinition, leave });
    note(course, `stopped what was left over: ${stopped.join(', ') || 'nothing'}`);
    followed = await followUntilRestoredOrStalled(course, mine, later(entry.timings.minimumRung));
    left = leave;
  }
  return { mine, followed };
}
