// Design §5.7: from the first change on somebody is paged at once when production got worse, with one command to undo it.
import { CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import type { Worse } from '../activities/activities.js';
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

const isChanged = ({ times }: Course): boolean => times.firstChangeAt !== undefined;

/** When a script or a pipeline changes production is known when it is over only: it is watched from its begin on. */
async function watch(course: Course): Promise<void> {
  await condition(() => isChanged(course) || course.mayChangeSince !== undefined);
  if (!isChanged(course) && !patched('tripwire while others change')) await condition(() => isChanged(course));
  let worse = await stand(course);
  if (worse !== undefined && course.change === 'none') {
    note(course, `worse, and nothing was changed: ${worse.why}`);
    await condition(() => isChanged(course));
    worse = await stand(course);
  }
  if (worse !== undefined) page(course, worse);
}

async function stand(course: Course): Promise<Worse | undefined> {
  const { situation, times, mayChangeSince = '' } = course;
  if (situation === undefined) return undefined;
  return standTripwire({
    entry: entryOf(course),
    before: beforeChange(situation),
    changedAt: times.firstChangeAt ?? mayChangeSince,
    targetGroupArns: situation.service.targetGroupArns,
  });
}

function page(course: Course, worse: Worse): void {
  // What is being undone is worse by intent: that is the person's choice.
  if (course.undo !== undefined || course.undoAsked !== undefined) return;
  course.worse = worse;
  const { service, environment } = entryOf(course);
  const command = `runback undo ${service} --env ${environment}`;
  const since = isChanged(course) ? 'our first change' : `${course.method ?? 'the rollback'} was begun`;
  note(course, `worse since ${since}: ${worse.why}; one command goes back: ${command}`);
  pageOperator(course, `It got worse since ${since}: ${worse.why}. To go back: ${command}`);
  refresh(course);
}
