// A method that did not work is settled before the next one begins (design §6): by what serves, and by what is PRIMARY.

import type { Method, ServingCount } from '../src/rollback.js';
import { servesAlone } from '../src/serving-seen.js';
import type { SeenService } from '../src/situation.js';
import type { Claim } from './claim.js';
import { type Course, entryOf, named, note, noteServing, now, planOf } from './course.js';
import { causeOf } from './endings.js';
import { glanceAtServing } from './proxies.js';
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
    if (!getsTraffic(service, serving)) return undefined;
    note(course, `${named(target.target.release)} serves all the same: no other method is tried`);
    course.times = { ...course.times, restoredAt: now() };
    return { method, taskDefinition, deploymentId: primary.id, restoredAt: now() };
  } catch (error) {
    note(course, `what serves after ${method} could not be read: ${causeOf(error).message}`);
    return undefined;
  }
}

/** Running is not healthy: a task that the load balancer does not call healthy serves nobody, and what it did not say is not so. */
const getsTraffic = ({ targetGroupArns, desired }: SeenService, serving: readonly ServingCount[]): boolean =>
  targetGroupArns.length === 0 || serving.every(({ healthyTargets = 0 }) => healthyTargets >= desired);
