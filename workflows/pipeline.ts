// The deploy pipeline during a rollback: what may promote the release again is stopped before our first change (design §6).
import { isAmong, type PipelineRun, promotingRuns, type RunsToEnd, runInWords } from '../src/pipeline.js';
import { cancelCommand } from '../src/plan/pipeline-commands.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, entryOf, later, note } from './course.js';
import { causeOf, needOf } from './endings.js';
import { isFresh } from './looking.js';
import { pageOperator } from './operator-page.js';
import { stopPipeline } from './proxies.js';
import { enter } from './show.js';
import { isUndo } from './undo.js';

const stopsWithinMs = 30_000;

/** Before the first change of every method. What cannot be stopped is said, and holds nothing up. */
export async function stopPromotingPipeline(course: Course): Promise<void> {
  const entry = entryOf(course);
  if (entry.github === undefined || course.abort !== undefined) return;
  const { pipeline } = course.situation ?? {};
  // What did not end a moment ago is not waited for again.
  const seen = promotingRuns(pipeline).filter((run) => !isAmong(course.goesOn, run));
  if (pipeline?.state === 'known' && seen.length === 0 && isFresh(course)) return;
  if (!entry.policy.stopPipeline) return leaveAlone(course);
  await stopRuns(course, seen[0], isUndo(course) ? { rollbacks: true } : {});
}

/** The rollback that this run dispatched goes to where nobody wants to go any more: ended before production is looked at again. */
export async function stopOwnRollback(course: Course): Promise<void> {
  const { run } = course.dispatched ?? {};
  if (course.dispatched === undefined || entryOf(course).github === undefined) return;
  if (run === undefined) await stopRuns(course, undefined, { rollbacks: true });
  else await stopRuns(course, run, { runs: [run] });
  if (course.goesOn === undefined) delete course.dispatched;
}

async function stopRuns(course: Course, first: PipelineRun | undefined, which: RunsToEnd): Promise<void> {
  if (first !== undefined) enter(course, 'acting', `Stopping the pipeline's ${runInWords(first)}`);
  delete course.goesOn;
  try {
    const { stopped, goesOn } = await stopPipeline({
      entry: entryOf(course),
      deadline: later(stopsWithinMs),
      ...which,
    });
    for (const run of stopped) say(course, run, 'was cancelled before our change', true);
    for (const { run, why } of goesOn) sayItGoesOn(course, which, why, run);
  } catch (error) {
    if (needOf(error) === undefined && causeOf(error).type === 'UnexpectedError') throw error;
    if (which.runs !== undefined) return sayItGoesOn(course, which, causeOf(error).message);
    note(course, `the pipeline could not be stopped and may deploy over us: ${causeOf(error).message}`);
  }
}

/** What could not be read may well go on. */
function sayItGoesOn(course: Course, { runs, rollbacks }: RunsToEnd, why: string, read?: PipelineRun): void {
  const unended = read === undefined ? (runs ?? []) : [read];
  if (unended.length === 0)
    return note(course, `whether the pipeline deploys could not be read, it may deploy over us: ${why}`);
  for (const run of unended) {
    say(course, run, `goes on and may deploy over us: ${why}`);
    if (runs === undefined && rollbacks === undefined) continue;
    // Where it deploys is not where anybody wants to go, and only a person can end it now.
    course.goesOn = [...(course.goesOn ?? []), run];
    const command = cancelCommand(entryOf(course), run);
    pageOperator(course, `The pipeline's ${runInWords(run)} could not be ended and may deploy over us: ${command}`);
  }
}

function leaveAlone(course: Course): void {
  for (const run of promotingRuns(course.situation?.pipeline)) {
    say(
      course,
      run,
      `goes on and may deploy over us: the policy leaves the pipeline alone (begun ${clock(run.createdAt)})`,
    );
  }
}

/** A line of the timeline, and the link on the card. */
export function say(course: Course, run: PipelineRun, said: string, isStopped = false): void {
  course.pipeline = { run, said, isStopped };
  note(course, `the pipeline's ${runInWords(run)} ${said}`);
}
