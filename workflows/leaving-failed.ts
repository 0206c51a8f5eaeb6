// A deployment of ours that failed is not left as PRIMARY, where ECS may try it for ever: what was serving is made so again.
import { condition } from '@temporalio/workflow';
import type { LeftDeployment } from '../activities/activities.js';
import { type Course, entryOf, later, named, note, noteServing, now, planOf } from './course.js';
import { noteDeployed } from './deployed.js';
import { noteSwitchedOff } from './deployment-settings.js';
import { causeOf } from './endings.js';
import type { Followable } from './following.js';
import { unlessInterrupted } from './interruptible.js';
import { followDeployment, glanceAtServing, leaveFailedDeployment } from './proxies.js';

/** Could not be left, for example because five deployments are active: tried again. */
export interface ToLeave extends Followable {
  /** Task definition that served before. */
  readonly backTo: string;
}

/** Where the target itself was serving before, it may stay. */
export async function leaveFailed(course: Course, { deploymentId, taskDefinition }: Followable): Promise<void> {
  const backTo = servedBefore(course, taskDefinition);
  if (backTo === undefined) return;
  const failed = { deploymentId, taskDefinition, backTo };
  const left = await leave(course, failed, () => false);
  if (left?.deploymentId === undefined) return;
  const entry = entryOf(course);
  const settled = { entry, deploymentId: left.deploymentId, taskDefinition: backTo, until: 'restored' } as const;
  const deadline = later(entry.timings.minimumRung);
  await followDeployment({ ...settled, deadline })
    .then(({ end, why, serving, at }) => {
      noteServing(course, serving, at);
      note(course, `back at ${named(planOf(course).from)}: ${end}: ${why}`);
    })
    .catch((error: unknown) => note(course, `whether it is left could not be followed: ${causeOf(error).message}`));
}

function servedBefore({ situation, plan }: Course, taskDefinition: string): string | undefined {
  const served = situation?.service.deployments.filter(({ running }) => running > 0) ?? [];
  if (served.some((each) => each.taskDefinition === taskDefinition)) return undefined;
  return served.find((each) => each.taskDefinition === plan?.from.taskDefinition)?.taskDefinition;
}

/** Never rejects: what it could not do is owed then. */
async function leave(course: Course, failed: ToLeave, isOver: () => boolean): Promise<LeftDeployment | undefined> {
  const { deploymentId } = failed;
  try {
    // It switches off what would take the service elsewhere: whoever deployed what failed, that is owed from now on.
    course.former ??= planOf(course).formerSettings;
    course.toLeave = failed;
    const left = await unlessInterrupted(isOver, () => leaveFailedDeployment({ entry: entryOf(course), ...failed }));
    if (left === 'interrupted') return undefined;
    delete course.toLeave;
    noteSwitchedOff(course, { switchedOff: left.switchedOff ?? [], changedAt: now() });
    note(course, `${deploymentId} failed and is not left to be tried for ever: ${left.why}`);
    if (left.deploymentId === undefined) return left;
    course.givenUp.push(left.deploymentId);
    noteDeployed(course, failed.backTo, now());
    return left;
  } catch (error) {
    note(course, `${deploymentId} failed and could not be left: ${causeOf(error).message}`);
    return undefined;
  }
}

/** Once the run is over nobody tries it again: whoever reads the report does. */
export function noteNotLeft(course: Course): void {
  const { toLeave } = course;
  if (toLeave === undefined) return;
  const { cluster, service } = entryOf(course).ecs;
  const command = `aws ecs update-service --cluster ${cluster} --service ${service} --task-definition ${toLeave.backTo}`;
  note(course, `${toLeave.deploymentId} failed and is still PRIMARY, so ECS tries it again and again: ${command}`);
}

/** Older deployments drain: what could not be left is tried so often at most, a minute apart, until `isOver`. */
export async function leaveAgain(course: Course, times: number, isOver: () => boolean = () => false): Promise<void> {
  for (let tried = 1; course.toLeave !== undefined && !isOver(); tried += 1) {
    if (await isStillPrimary(course, course.toLeave)) await leave(course, course.toLeave, isOver);
    if (tried >= times || course.toLeave === undefined) return;
    await condition(isOver, entryOf(course).timings.escalationLook, { summary: 'until it is tried again' });
  }
}

/** Whatever was deployed since is not ours to take away again. */
async function isStillPrimary(course: Course, { deploymentId }: ToLeave): Promise<boolean> {
  const seen = await glanceAtServing({ entry: entryOf(course) }).catch(() => undefined);
  if (seen === undefined) return false;
  const primary = seen.service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary?.id !== deploymentId) delete course.toLeave;
  return primary?.id === deploymentId;
}
