// One run of the release script: followed while its host is lost, too, and kept in mind as long as it is not known to be over.
import type { ScriptRun } from '../activities/release-script-activities.js';
import { hostOf } from '../src/release-script/command.js';
import type { ReleaseName } from '../src/rollback.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, entryOf, later, named, note } from './course.js';
import { unlessInterrupted } from './interruptible.js';
import { pageOperator } from './operator-page.js';
import { runReleaseScript } from './proxies.js';
import { targetOf } from './report-of.js';
import { enter } from './show.js';

/** Then ECS is asked what the script did by then, and its host is asked again. */
const lostAfterMs = 60_000;
const endsWithinMs = 15_000;

export const hostIn = (course: Course): string => {
  const { script } = entryOf(course);
  return script === undefined ? 'its host' : hostOf(script);
};

/**
 * Whoever asks again finds the same run of the script, until that one is known to be over. A host that is lost is asked until
 * `deadline`, unless `hasShown` answers true meanwhile: then ECS has what the script was run for.
 */
export async function runScript(
  course: Course,
  argv: readonly string[],
  deadline: string,
  hasShown: () => Promise<boolean>,
): Promise<ScriptRun> {
  enter(course, 'acting', `Running the release script on ${hostIn(course)}`);
  let lostSince: string | undefined;
  for (;;) {
    const run = await runOnce(course, {
      argv,
      deadline,
      lostAfterMs,
      ...(lostSince === undefined ? {} : { lostSince }),
    });
    if (run.end !== 'not reached' || Date.now() >= Date.parse(deadline)) return noteWhetherOver(course, run);
    if (lostSince !== run.lostSince) note(course, `${run.why}; it is asked again until ${clock(deadline)}`);
    lostSince = run.lostSince;
    enter(course, 'acting', run.why);
    if (await hasShown()) return noteWhetherOver(course, run);
  }
}

type How = Omit<Parameters<typeof runReleaseScript>[0], 'entry' | 'key'>;

const keyOf = ({ run, scriptRuns = 0 }: Course): string => `${run.runKey}-script-${scriptRuns + 1}`;

async function runOnce(course: Course, how: How): Promise<ScriptRun> {
  const run = await unlessInterrupted(
    () => course.abort !== undefined || course.undoAsked !== undefined,
    () => runReleaseScript({ entry: entryOf(course), key: keyOf(course), ...how }),
  );
  if (run !== 'interrupted') return run;
  const why = `nobody could say whether it ended: look for it on ${hostIn(course)}`;
  return { end: 'unclear', why, isOver: false, lines: [], linesInAll: 0, file: '' };
}

/** The next run has a key of its own only when this one is over. */
function noteWhetherOver(course: Course, run: ScriptRun): ScriptRun {
  if (run.isOver) {
    course.scriptRuns = (course.scriptRuns ?? 0) + 1;
    delete course.scriptMayRun;
    return run;
  }
  course.scriptMayRun = targetOf(course) ?? { taskDefinition: '' };
  const same = course.undoAsked === undefined ? 'the same release, ' : '';
  note(course, `the script may still run on ${hostIn(course)}; it goes to ${same}${named(course.scriptMayRun)}`);
  return run;
}

/** It goes to where nobody wants to go any more: ended before production is looked at again, and paged where that fails. */
export async function endOwnScript(course: Course): Promise<void> {
  if (course.scriptMayRun === undefined) return;
  enter(course, 'acting', `Ending the release script on ${hostIn(course)}`);
  await endScript(course, endsWithinMs);
  if (course.scriptMayRun === undefined) return;
  pageOperator(course, `${scriptGoesOn(course)}: end it there`);
}

/** Tried for so long; it is never begun afterwards. */
export async function endScript(course: Course, withinMs: number): Promise<void> {
  const how = { argv: [], deadline: later(withinMs), ends: true } as const;
  const run = await runReleaseScript({ entry: entryOf(course), key: keyOf(course), ...how });
  note(course, `release script: ${run.why}`);
  if (!run.isOver) return;
  course.scriptRuns = (course.scriptRuns ?? 0) + 1;
  delete course.scriptMayRun;
}

export const scriptGoesOn = (course: Course): string => {
  const to = course.scriptMayRun;
  return `The release script may still run on ${hostIn(course)} and deploy ${to === undefined ? 'its release' : named(to)} over us`;
};

/** Why it cannot be begun: its host would take it for the run that is there. */
export const notToBegin = (course: Course, { taskDefinition }: ReleaseName): string | undefined =>
  course.scriptMayRun === undefined || course.scriptMayRun.taskDefinition === taskDefinition
    ? undefined
    : `${scriptGoesOn(course)}: it is not begun a second time`;
