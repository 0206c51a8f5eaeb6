// What this run has changed, in words that are so: a change whose answer was lost is looked for before anything is said of it.
import type { StartedDeployment } from '../activities/activities.js';
import type { Outcome } from '../src/rollback.js';
import type { SeenService } from '../src/situation.js';
import { type Course, entryOf, note, planOf } from './course.js';
import { causeOf } from './endings.js';
import { glanceAtServing } from './proxies.js';

/** Whether it is sure that production is as it was. */
export const nothingChanged = (course: Course): boolean => course.change === 'none';

export const changedInWords = (course: Course): string => {
  if (course.change === 'none') return 'Nothing was changed';
  if (course.change === 'made') return 'Production was changed: see what serves';
  return 'UpdateService was asked for, and it could not be read whether it was applied';
};

/** The outcome when nobody decides anything: what is sure to be untouched is safe, all else is not. */
export function outcomeAsItIs(course: Course): Outcome {
  if (nothingChanged(course)) return 'FAILED_SAFE';
  return course.times.stableAt === undefined ? 'FAILED_DIRTY' : 'NOT_RECOVERED';
}

/** Asked for, and never answered: what ECS lists now decides. Where it cannot be read the doubt stays. */
export async function clarifyChange(course: Course): Promise<StartedDeployment | undefined> {
  if (course.change !== 'asked') return undefined;
  try {
    const { service, serving } = await glanceAtServing({ entry: entryOf(course) });
    course.serving = serving;
    const ours = deploymentSince(course, service);
    course.change = ours === undefined ? 'none' : 'made';
    return ours;
  } catch (error) {
    note(course, `whether UpdateService was applied could not be read: ${causeOf(error).message}`);
    return undefined;
  }
}

/** PRIMARY was not there when production was looked at, and goes where we wanted to go. */
function deploymentSince(course: Course, service: SeenService): StartedDeployment | undefined {
  const { target, deploymentsSeen, formerSettings } = planOf(course);
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined || target.kind === 'none' || deploymentsSeen.includes(primary.id)) return undefined;
  const { release, pin } = target.target;
  // A copy pinned by digest has an ARN that no plan knows.
  if (pin.length === 0 && primary.taskDefinition !== release.taskDefinition) return undefined;
  const { circuitBreaker, alarms } = service.settings;
  const former = course.former ?? formerSettings;
  return {
    deploymentId: primary.id,
    taskDefinition: primary.taskDefinition,
    createdAt: primary.createdAt,
    changedAt: primary.createdAt,
    how: 'adopted',
    switchedOff: [
      ...(former.circuitBreaker.rollback && !circuitBreaker.rollback ? (['circuit breaker rollback'] as const) : []),
      ...(former.alarms?.enable === true && alarms?.enable !== true ? (['deployment alarms'] as const) : []),
    ],
  };
}
