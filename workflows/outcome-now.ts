import { hasNoTasks, hasNoTraffic } from '../src/canary.js';
import type { Outcome } from '../src/rollback.js';
import { tasksByRelease } from '../src/runbook/wording.js';
import { servesAlone, servesBesideOthers } from '../src/serving-seen.js';
import type { SeenService } from '../src/situation.js';
import { clarifyCanary } from './canary/clarify.js';
import { type Course, entryOf, noteServing, planOf } from './course.js';
import { servedAtFirst } from './deployed.js';
import { causeOf } from './endings.js';
import { glanceAtServing } from './proxies.js';
import { outcomeOfRestored } from './recovery-verdict.js';
import { targetOf } from './report-of.js';
import { changedInWords, clarifyChange, nothingChanged, outcomeAsItIs } from './what-changed.js';

interface Now {
  readonly outcome: Outcome;
  /** What serves, as it was read just now. */
  readonly serves: string;
  /** Of a run that failed: nothing but this serves. */
  readonly servesAlone?: 'as before' | 'the target';
}

/** The outcome when it is left as it is: by what serves now, not by what served when somebody was asked. */
export async function outcomeNow(course: Course): Promise<Now> {
  if (course.canary !== undefined && course.change !== 'none') return canaryOutcomeNow(course);
  await clarifyChange(course);
  if (nothingChanged(course)) return { outcome: 'FAILED_SAFE', serves: changedInWords(course) };
  try {
    const { service, serving } = await glanceAtServing({ entry: entryOf(course) });
    noteServing(course, serving);
    const outcome = outcomeBy(course, service);
    if (serving.length === 0) return { outcome, serves: 'No task serves' };
    const counts = tasksByRelease(serving);
    if (outcome !== 'FAILED_DIRTY') return { outcome, serves: `Serving now: ${counts}` };
    if (isAsBefore(course, service))
      return { outcome, serves: `Production runs as before: ${counts}`, servesAlone: 'as before' };
    const to = targetOf(course)?.taskDefinition;
    const isThere = to !== undefined && service.taskDefinition === to && servesAlone(service, to);
    return { outcome, serves: `Serving now: ${counts}`, ...(isThere ? { servesAlone: 'the target' } : {}) };
  } catch (error) {
    return { outcome: 'FAILED_DIRTY', serves: `What serves now could not be read (${causeOf(error).message})` };
  }
}

function outcomeBy(course: Course, service: SeenService): Outcome {
  if (servesClaim(course, service)) return outcomeOfTarget(course);
  const to = targetOf(course)?.taskDefinition;
  return to !== undefined && servesBesideOthers(service, to) ? 'PARTIAL' : 'FAILED_DIRTY';
}

/** Nothing but the target runs, and it is what the service is told to run. */
const servesClaim = ({ claim, times }: Course, service: SeenService): boolean =>
  claim !== undefined &&
  times.stableAt !== undefined &&
  service.taskDefinition === claim.taskDefinition &&
  servesAlone(service, claim.taskDefinition);

/** What served before the first change serves alone, and is what the service is told to run. */
function isAsBefore(course: Course, service: SeenService): boolean {
  const { taskDefinition } = planOf(course).from;
  return (
    servedAtFirst(course) === taskDefinition &&
    service.taskDefinition === taskDefinition &&
    servesAlone(service, taskDefinition)
  );
}

/** Out for good, out of the way, or half way. */
async function canaryOutcomeNow(course: Course): Promise<Now> {
  const seen = await clarifyCanary(course);
  const serves = changedInWords(course);
  if (seen === undefined) return { outcome: 'FAILED_DIRTY', serves: `${serves}, as far as it was read` };
  if (nothingChanged(course)) return { outcome: 'FAILED_SAFE', serves };
  const isOut = hasNoTraffic(seen) && hasNoTasks(seen) && course.claim !== undefined;
  return { outcome: isOut ? outcomeOfTarget(course) : 'FAILED_DIRTY', serves };
}

/** A person may accept that recovery could not be measured, not that a check failed. */
function outcomeOfTarget(course: Course): Outcome {
  const { verdict, checks } = course.verification;
  const failed = verdict === 'not recovered' || checks.some((check) => check.verdict === 'failed');
  return failed ? outcomeAsItIs(course) : outcomeOfRestored(course);
}
