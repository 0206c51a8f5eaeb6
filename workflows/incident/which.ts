// One incident for one trouble: all runs that leave a release share it, and a rollback that goes on from another shares that one's.
import { goesOnWith } from '../../src/former-run.js';
import { incidentId } from '../../src/identifiers.js';
import { familyAndRevision } from '../../src/runbook/wording.js';
import { type Course, entryOf, note, now } from '../course.js';
import { causeOf } from '../endings.js';
import { readFormerRuns } from '../telling-proxies.js';

/** Its workflow id. Never fails: where the store does not answer, the incident is this run's own, which is said. */
export async function incidentOf(course: Course): Promise<string> {
  const { environment, service, timings } = entryOf(course);
  const own = incidentId(environment, service, releaseKey(course));
  const { reopens, undoes } = course.request;
  const id = reopens ?? undoes;
  const from = course.plan?.from.taskDefinition;
  const beginning = { now: now(), monitor: timings.monitor, ...(from === undefined ? {} : { from }) };
  try {
    const former = await readFormerRuns({ service, environment, ...(id === undefined ? {} : { id }) });
    const shared = goesOnWith(beginning, former);
    if (shared !== undefined) note(course, `people are told where they were told of the rollback ${shared.id}`);
    else if (id !== undefined) note(course, `no incident of a rollback ${id} is in the store: this one has its own`);
    return shared?.incident ?? own;
  } catch (error) {
    note(course, `whether people know of this already could not be read: ${causeOf(error).message}`);
    return own;
  }
}

/** Where production could not be looked at yet, the incident is the run's own. */
const releaseKey = ({ plan, requestId }: Course): string =>
  plan === undefined ? requestId : familyAndRevision(plan.from.taskDefinition).replace(':', '-');
