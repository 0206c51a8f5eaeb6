// That ECS, the pipeline or the release script is asked to change production: noted before, because the answer may be lost.
import { type AskedFor, askedAlso } from '../src/asked-for.js';
import { type Course, now, planOf } from './course.js';

/** From here on production may have been changed; what was there before is remembered, to tell ours from it. */
export function noteAsked(course: Course): void {
  const { target, formerSettings } = planOf(course);
  if (target.kind === 'none') return;
  course.former ??= formerSettings;
  ask(course, { isPinned: target.target.pin.length > 0 });
}

/** The same where ECS is asked to take its own deployment back: nothing is switched off, so nothing is owed. */
export function noteAskedBack(course: Course, byPipeline = false): void {
  if (byPipeline) course.mayChangeSince ??= now();
  ask(course, { takesBack: true, byPipeline });
}

/** The same where the release script is run: what it may have begun is a new deployment of the target. */
export function noteScriptAsked(course: Course): void {
  course.mayChangeSince ??= now();
  ask(course, {});
}

function ask(course: Course, how: Partial<AskedFor>): void {
  const { target, deploymentsSeen } = planOf(course);
  if (target.kind === 'none') return;
  const { asked, change } = course;
  const { taskDefinition } = target.target.release;
  const now = { taskDefinition, isPinned: false, deploymentsSeen: asked?.deploymentsSeen ?? deploymentsSeen, ...how };
  course.asked = asked === undefined || change === 'none' ? now : askedAlso(asked, now);
  if (change === 'none') course.change = 'asked';
}

/** It is sure that what was asked for did not happen. */
export function noteNotApplied(course: Course): void {
  course.change = 'none';
  delete course.former;
}

interface AskedSoFar {
  readonly change: Course['change'];
  readonly asked: AskedFor | undefined;
}

export const askedSoFar = ({ change, asked }: Course): AskedSoFar => ({ change, asked });

/** What was asked for last was never sent: what was asked for before it counts. */
export function noteNotSent(course: Course, { change, asked }: AskedSoFar): void {
  if (change === 'none') return noteNotApplied(course);
  delete course.asked;
  if (asked !== undefined) course.asked = asked;
}
