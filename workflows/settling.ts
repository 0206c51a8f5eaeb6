// A method that did not work is settled before the next one begins (design §6): by what serves, and by what is PRIMARY.

import type { Method } from '../src/rollback.js';
import { servesAlone } from '../src/serving-seen.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, later, named, note, noteServing, now, planOf } from './course.js';
import { noteDeployed } from './deployed.js';
import { noteSwitchedOff } from './deployment-settings.js';
import { causeOf } from './endings.js';
import type { Followable } from './following.js';
import { followDeployment, glanceAtServing, leaveFailedDeployment } from './proxies.js';
import { nothingChanged } from './what-changed.js';

/** The next method is tried only while the target is not what serves: whoever brought that about. */
export async function targetServesAlready(course: Course, method: Method): Promise<Claim | undefined> {
  const { target } = planOf(course);
  // Beside a canary the target serves all the time: that says nothing of the canary.
  if (nothingChanged(course) || target.kind === 'none' || course.canary !== undefined) return undefined;
  const { taskDefinition } = target.target.release;
  try {
    const { service, serving } = await glanceAtServing({ entry: entryOf(course) });
    noteServing(course, serving);
    const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
    if (primary?.taskDefinition !== taskDefinition || !servesAlone(service, taskDefinition)) return undefined;
    note(course, `${named(target.target.release)} serves all the same: no other method is tried`);
    course.times = { ...course.times, restoredAt: now() };
    return { method, taskDefinition, deploymentId: primary.id, restoredAt: now() };
  } catch (error) {
    note(course, `what serves after ${method} could not be read: ${causeOf(error).message}`);
    return undefined;
  }
}

/**
 * A deployment of ours that failed is not left as PRIMARY, where ECS may try it for ever: a revision that was serving is
 * made PRIMARY again. Where the target itself was serving before, it may stay.
 */
export async function leaveFailed(course: Course, mine: Followable): Promise<void> {
  const backTo = servedBefore(course, mine);
  if (backTo === undefined) return;
  const entry = entryOf(course);
  const { from, formerSettings } = planOf(course);
  try {
    // It switches off what would take the service elsewhere: whoever deployed what failed, that is owed from now on.
    course.former ??= formerSettings;
    const left = await leaveFailedDeployment({ entry, ...mine, backTo });
    noteSwitchedOff(course, { switchedOff: left.switchedOff ?? [], changedAt: now() });
    note(course, `${mine.deploymentId} failed and is not left to be tried for ever: ${left.why}`);
    if (left.deploymentId === undefined) return;
    course.givenUp.push(left.deploymentId);
    noteDeployed(course, backTo, now());
    const settled = { entry, deploymentId: left.deploymentId, taskDefinition: backTo, until: 'restored' } as const;
    const followed = await followDeployment({ ...settled, deadline: later(entry.timings.minimumRung) });
    noteServing(course, followed.serving, followed.at);
    note(course, `back at ${named(from)}: ${followed.end}: ${followed.why}`);
  } catch (error) {
    note(course, `${mine.deploymentId} failed and could not be left: ${causeOf(error).message}`);
  }
}

function servedBefore({ situation, plan }: Course, { taskDefinition }: Followable): string | undefined {
  const served = situation?.service.deployments.filter(({ running }) => running > 0) ?? [];
  if (served.some((each) => each.taskDefinition === taskDefinition)) return undefined;
  return served.find((each) => each.taskDefinition === plan?.from.taskDefinition)?.taskDefinition;
}
