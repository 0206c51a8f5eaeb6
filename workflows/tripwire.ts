// Design §5.7: from the first change on somebody is paged at once when production got worse, with one command to undo it.
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { beforeChange } from '../src/tripwire.js';
import { type Course, entryOf, note } from './course.js';
import { causeOf } from './endings.js';
import { pageOperator } from './operator-page.js';
import { standTripwire } from './proxies.js';
import { refresh } from './show.js';

/** Never awaited and never in the way; answers how it is lifted. */
export function underTripwire(course: Course): () => void {
  const scope = new CancellationScope();
  // What is undone may be worse by intent: that is the person's choice.
  if (course.request.planOnly === true || course.request.undoes !== undefined) return () => undefined;
  scope
    .run(() => watch(course))
    .catch((error: unknown) => {
      if (!isCancellation(error)) note(course, `the tripwire stands no more: ${causeOf(error).message}`);
    });
  return () => scope.cancel();
}

async function watch(course: Course): Promise<void> {
  await condition(() => course.times.firstChangeAt !== undefined);
  const { situation } = course;
  if (situation === undefined) return;
  const worse = await standTripwire({
    entry: entryOf(course),
    before: beforeChange(situation),
    changedAt: course.times.firstChangeAt ?? '',
    targetGroupArns: situation.service.targetGroupArns,
  });
  // What is being undone is worse by intent: that is the person's choice.
  if (course.undo !== undefined || course.undoAsked !== undefined) return;
  course.worse = worse;
  const { service, environment } = entryOf(course);
  const command = `runback undo ${service} --env ${environment}`;
  note(course, `worse since our first change: ${worse.why}; one command goes back: ${command}`);
  pageOperator(course, `It got worse since our change: ${worse.why}. To go back: ${command}`);
  refresh(course);
}
