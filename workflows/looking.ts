import { makePlan } from '../src/plan.js';
import { fillChecklist } from '../src/runbook/pre-rollback-checklist.js';
import { type Course, entryOf, now } from './course.js';
import { lookAround } from './proxies.js';
import { enter } from './show.js';

/** A look older than this is taken again before the first change: the trigger, the service and its tags with it. */
const freshFor = 10_000;

export const isFresh = (course: Course): boolean =>
  course.situation !== undefined && Date.now() - Date.parse(course.situation.seenAt) < freshFor;

/** Design §5.2 to §5.4: read everything, then decide without touching anything. */
export async function lookAndPlan(course: Course): Promise<void> {
  const entry = entryOf(course);
  enter(course, 'looking', 'Looking at production');
  const since = course.request.since;
  course.situation = await lookAround({ entry, ...(since === undefined ? {} : { since }) });
  enter(course, 'planning', 'Choosing the target and the way back');
  const request = course.chosen === undefined ? course.request : { ...course.request, target: course.chosen.target };
  const at = now();
  const override = course.chosen === undefined ? {} : { override: { by: course.chosen.by } };
  course.plan = makePlan({ situation: course.situation, entry, request, now: at, asOf: course.asOf, ...override });
  const confirmed = course.checklist.filter((item) => item.how === 'person');
  course.checklist = fillChecklist({ situation: course.situation, plan: course.plan, entry, at }).map(
    (item) => confirmed.find((each) => each.item === item.item) ?? item,
  );
}
