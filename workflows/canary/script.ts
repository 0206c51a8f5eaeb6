// Runbook › Method 4, step 2 as the organisation does it: its script is given half a minute, and only the weights that are read back count.
import { CancellationScope, sleep } from '@temporalio/workflow';
import { hasNoTraffic } from '../../src/canary.js';
import { fillArguments } from '../../src/release-script/arguments.js';
import type { Readiness } from '../../src/release-script/preconditions.js';
import { milliseconds } from '../../src/runbook/durations.js';
import { canaryRules } from '../../src/runbook/rollback-procedures/canary-rules.js';
import { type Course, entryOf, later, note, now } from '../course.js';
import { causeOf, isOutOfTime, needOf, PlanAgain } from '../endings.js';
import { unlessInterrupted } from '../interruptible.js';
import { pageOperator } from '../operator-page.js';
import { checkReleaseScript, runReleaseScript } from '../proxies.js';
import { hostIn } from '../release-script.js';
import { targetOf } from '../report-of.js';
import { tellScriptOutput } from '../script-output.js';
import { beforeNextChange } from '../settled.js';
import { enter } from '../show.js';
import { clarifyCanary } from './clarify.js';
import { canaryCourseOf } from './state.js';

const endsWithinMs = 15_000;
const scriptFor = milliseconds(canaryRules.scriptFor);

/** Whatever becomes of it, our own steps follow at once. */
export async function tryCanaryScript(course: Course): Promise<void> {
  const { script, policy } = entryOf(course);
  const stable = targetOf(course);
  if (script?.canary === undefined || stable === undefined || course.canaryScriptTried === true) return;
  if (!policy.methods.includes('script') || hasNoTraffic(canaryCourseOf(course).former)) return;
  course.canaryScriptTried = true;
  const deadline = later(scriptFor);
  const filled = fillArguments(script.canary, stable);
  const ready = 'refused' in filled ? no(filled.refused) : await check(course, filled.argv);
  if (!ready.ready) return note(course, `the release script is not tried on the canary: ${ready.why}`);
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
  if ('argv' in filled) await run(course, filled.argv, deadline);
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
}

const no = (why: string): Readiness => ({ ready: false, why });

/** It deploys nothing, so that no git tag is needed. */
async function check(course: Course, argv: readonly string[]): Promise<Readiness> {
  const { git: _, ...entry } = entryOf(course);
  const release = targetOf(course) ?? { taskDefinition: '' };
  const timer = new CancellationScope();
  let isLate = false;
  const late = timer.run(() => sleep(scriptFor));
  late.then(
    () => {
      isLate = true;
    },
    () => undefined,
  );
  try {
    const isInterrupted = () => isLate || isStopped(course) || course.paused !== undefined;
    const ready = await unlessInterrupted(isInterrupted, () => checkReleaseScript({ entry, argv, release }));
    return ready === 'interrupted' ? no('whether it can be started was not known in time') : ready;
  } catch (error) {
    if (needOf(error) === undefined && !isOutOfTime(error)) throw error;
    return no(causeOf(error).message);
  } finally {
    timer.cancel();
  }
}

const isStopped = ({ abort, undoAsked }: Course): boolean => abort !== undefined || undoAsked !== undefined;

const keyOf = ({ run }: Course): string => `${run.runKey}-canary-script`;

/** Before the canary gets its traffic back: what may still run there would take it again. */
export async function endCanaryScript(course: Course): Promise<void> {
  if (course.canaryScriptMayRun === undefined) return;
  enter(course, 'acting', `Ending the canary’s release script on ${hostIn(course)}`);
  const ending = { argv: [], deadline: later(endsWithinMs), ends: true } as const;
  const { isOver, why } = await runReleaseScript({ entry: entryOf(course), key: keyOf(course), ...ending });
  note(course, `the canary’s release script: ${why}`);
  if (isOver) delete course.canaryScriptMayRun;
  else pageOperator(course, `${canaryScriptGoesOn(course)}: end it there`);
}

function mayStillRun(course: Course): void {
  course.canaryScriptMayRun = true;
  note(
    course,
    `the canary’s release script may still run on ${hostIn(course)}; it takes the canary’s traffic, as we do`,
  );
}

export const canaryScriptGoesOn = (course: Course): string =>
  `The canary’s release script may still run on ${hostIn(course)} and take the canary’s traffic again`;

async function run(course: Course, argv: readonly string[], deadline: string): Promise<void> {
  const entry = entryOf(course);
  const startedAt = now();
  const { firstChangeAt = startedAt } = course.times;
  enter(course, 'acting', `Running the release script for the canary on ${hostIn(course)}`);
  if (course.change === 'none') course.change = 'asked';
  const ended = await unlessInterrupted(
    () => isStopped(course),
    () => runReleaseScript({ entry, key: keyOf(course), argv, deadline }),
  );
  if (ended === 'interrupted' || !ended.isOver) mayStillRun(course);
  if (ended !== 'interrupted') tellScriptOutput(course, ended);
  const seen = await clarifyCanary(course);
  if (course.change === 'made') course.times = { ...course.times, firstChangeAt };
  const isOut = seen !== undefined && hasNoTraffic(seen);
  note(
    course,
    isOut
      ? 'the release script took the canary’s traffic, as read back'
      : 'the release script did not take the canary’s traffic, as read back: done here',
  );
}
