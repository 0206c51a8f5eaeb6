// A mark of another run that has closed: its request arrived late, or it could not be taken away. Nothing of it is to be finished.
import { rollbackId } from '../src/identifiers.js';
import { markInForce } from '../src/run-mark.js';
import type { SeenService, Situation } from '../src/situation.js';
import { type Course, entryOf, note, now } from './course.js';
import { causeOf } from './endings.js';
import { forgetCanary, forgetRun, glanceAtRollback } from './proxies.js';

/** Whether another run has left a mark. */
export const mayHaveLateMark = ({ run }: Course, { service, canary }: Situation): boolean =>
  [service.unfinished, canary?.state === 'known' ? canary.value.unfinished : undefined].some(
    (mark) => mark !== undefined && mark.runKey !== run.runKey,
  );

/** What was seen without such marks; where Temporal does not say what became of the run, its mark counts. */
export async function withoutLateMarks(course: Course, situation: Situation): Promise<Situation> {
  const service = await serviceWithoutLateMark(course, situation.service);
  const { canary } = situation;
  if (canary?.state !== 'known' || !(await isLate(course, canary.value.unfinished))) return { ...situation, service };
  noteLate(course, 'runback:canary');
  const { unfinished: _, ...seen } = canary.value;
  return { ...situation, service, canary: { state: 'known', value: seen } };
}

export async function serviceWithoutLateMark(course: Course, service: SeenService): Promise<SeenService> {
  if (!(await isLate(course, markInForce(service, now())))) return service;
  noteLate(course, 'runback:run');
  const { unfinished: _, ...seen } = service;
  return seen;
}

const ofTemporal = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function isLate(course: Course, mark: { readonly runKey: string } | undefined): Promise<boolean> {
  if (mark === undefined || mark.runKey === course.run.runKey || !ofTemporal.test(mark.runKey)) return false;
  const { environment, service } = entryOf(course);
  const run = { workflowId: rollbackId(environment, service), runId: mark.runKey };
  const seen = await glanceAtRollback(run).catch(() => undefined);
  // What was not put back is said by the mark alone.
  return seen?.outcome !== undefined && seen.owes !== true;
}

function noteLate(course: Course, tag: LateMark): void {
  course.lateMarks = [...new Set([...(course.lateMarks ?? []), tag])];
  note(course, `the tag ${tag} is of a rollback that has closed: nothing of it is taken over`);
}

export type LateMark = 'runback:run' | 'runback:canary';

/** Once it is sure that this run may change something. */
export async function takeLateMarksAway(course: Course): Promise<void> {
  const { lateMarks = [] } = course;
  delete course.lateMarks;
  const entry = entryOf(course);
  for (const tag of lateMarks) {
    await (tag === 'runback:run' ? forgetRun({ entry }) : forgetCanary({ entry })).catch((error: unknown) =>
      note(course, `the tag ${tag} could not be taken away: ${causeOf(error).message}`),
    );
  }
}
