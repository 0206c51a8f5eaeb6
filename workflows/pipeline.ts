// The deploy pipeline during a rollback: what may promote the release again is stopped before our first change (design §6).
import { type PipelineRun, promotingRuns, runInWords } from '../src/pipeline.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, entryOf, later, note } from './course.js';
import { causeOf, needOf } from './endings.js';
import { isFresh } from './looking.js';
import { stopPipeline } from './proxies.js';
import { enter } from './show.js';

const stopsWithinMs = 30_000;

/** Before the first change of every method. What cannot be stopped is said, and holds nothing up. */
export async function stopPromotingPipeline(course: Course): Promise<void> {
  const entry = entryOf(course);
  if (entry.github === undefined || course.abort !== undefined) return;
  const { pipeline } = course.situation ?? {};
  const seen = promotingRuns(pipeline);
  if (pipeline?.state === 'known' && seen.length === 0 && isFresh(course)) return;
  if (!entry.policy.stopPipeline) return leaveAlone(course);
  const [first] = seen;
  if (first !== undefined) enter(course, 'acting', `Stopping the pipeline's ${runInWords(first)}`);
  try {
    const { stopped, goesOn } = await stopPipeline({ entry, deadline: later(stopsWithinMs) });
    for (const run of stopped) say(course, run, 'was cancelled before our change', true);
    for (const { run, why } of goesOn) {
      if (run === undefined)
        note(course, `whether the pipeline deploys could not be read, it may deploy over us: ${why}`);
      else say(course, run, `goes on and may deploy over us: ${why}`);
    }
  } catch (error) {
    if (needOf(error) === undefined && causeOf(error).type === 'UnexpectedError') throw error;
    note(course, `the pipeline could not be stopped and may deploy over us: ${causeOf(error).message}`);
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
