// Runbook › Method 2: Manual Rollback via Script. The organisation's program makes the deployment; its word is a claim.
import type { ScriptResult, ScriptRun } from '../../activities/release-script-activities.js';
import type { PlannedMethod } from '../../src/plan-shape.js';
import { fillArguments } from '../../src/release-script/arguments.js';
import { whyItFailed } from '../../src/release-script/ending.js';
import type { Readiness } from '../../src/release-script/preconditions.js';
import type { ReleaseName } from '../../src/rollback.js';
import { noteNotApplied, noteScriptAsked } from '../asked.js';
import { type Course, entryOf, later, named, note, now, planOf } from '../course.js';
import { noteDeployed } from '../deployed.js';
import { isOutOfTime, NeedsOperator, PlanAgain } from '../endings.js';
import { unlessInterrupted } from '../interruptible.js';
import { checkReleaseScript, findScriptDeployment } from '../proxies.js';
import { notToBegin, runScript } from '../release-script.js';
import type { MethodResult } from '../rollback-procedures.js';
import { tellScriptOutput } from '../script-output.js';
import { beforeNextChange } from '../settled.js';
import { enter } from '../show.js';
import { noteBegun } from '../what-changed.js';
import { followOut } from './follow-out.js';

export async function manualRollbackViaScript(course: Course, planned: PlannedMethod): Promise<MethodResult> {
  const release = releaseOf(course);
  const { script } = entryOf(course);
  if (script === undefined) return { result: 'refused', reason: 'no release script is in the catalogue' };
  const refused = notToBegin(course, release);
  if (refused !== undefined) return { result: 'refused', reason: refused };
  const { afterDatabase = script.application, application } = script;
  const filled = fillArguments(course.database?.doneAt === undefined ? application : afterDatabase, release);
  if ('refused' in filled) return { result: 'refused', reason: filled.refused };
  const deadline = later(planned.budgetMs);
  // What an earlier run of it may have begun is not begun again.
  const before = course.change === 'none' ? undefined : await whatIsThere(course, release, 0);
  if (before?.found === 'target') return followItsDeployment(course, before, deadline);
  const ready = await connectAndCheck(course, filled.argv, release);
  if (!ready.ready) return { result: 'refused', reason: ready.why, mending: 'script' };
  for (const each of ready.notes) note(course, each);
  if (await beforeNextChange(course)) throw new PlanAgain('resumed');
  return runAndFollow(course, filled.argv, release, deadline);
}

async function runAndFollow(
  course: Course,
  argv: readonly string[],
  release: ReleaseName,
  deadline: string,
): Promise<MethodResult> {
  const wasNone = course.change === 'none';
  noteScriptAsked(course);
  const hasShown = async () => (await whatIsThere(course, release, 0)).found !== 'nothing';
  const run = await runScript(course, argv, deadline, hasShown);
  tellScriptOutput(course, run);
  const result = await whatIsThere(course, release, showsWithinMs);
  if (result.found === 'another release') throw deployedAnother(course, result);
  if (result.found === 'left again') return leftAgain(course, run, result);
  if (result.found === 'nothing') {
    const isKnown = historyBefore(course) !== undefined;
    if (wasNone && isKnown && run.isOver && endedByItself(run)) noteNotApplied(course);
    return nothingToShow(course, run);
  }
  if (run.exitCode !== 0)
    note(course, `the release script did not end well (${run.why}), and what it began is followed`);
  return followItsDeployment(course, result, deadline);
}

/** Production was changed, and ECS changed it back. */
function leftAgain(
  course: Course,
  run: ScriptRun,
  { taskDefinition, createdAt, why, serves }: LeftAgain,
): MethodResult {
  course.change = 'made';
  noteDeployed(course, taskDefinition, createdAt);
  if (serves !== undefined) noteDeployed(course, serves, now());
  return {
    result: 'failed',
    reason: `The release script: ${run.why}; ECS left its deployment to the target again (${why})`,
  };
}

/** ARNs of the service deployments that were there at the last look. */
function historyBefore({ situation }: Course): readonly string[] | undefined {
  const { serviceDeployments } = situation ?? {};
  return serviceDeployments?.state === 'known' ? serviceDeployments.value.map(({ arn }) => arn) : undefined;
}

/** What was killed may have sent a request that is still on its way. */
const endedByItself = ({ end, exitCode = 0 }: ScriptRun): boolean =>
  end === 'never begun' || (end === 'exited' && exitCode <= 128);

const releaseOf = (course: Course): ReleaseName => {
  const { target } = planOf(course);
  if (target.kind === 'none') throw new NeedsOperator(`No target: ${target.why}`);
  return target.target.release;
};

/** Runbook › Method 2, steps 1 to 4: connected, in its folder, and the git tag is the target's. */
async function connectAndCheck(course: Course, argv: readonly string[], release: ReleaseName): Promise<Readiness> {
  const entry = entryOf(course);
  const isInterrupted = () =>
    course.abort !== undefined || course.paused !== undefined || course.undoAsked !== undefined;
  try {
    const ready = await unlessInterrupted(isInterrupted, () => checkReleaseScript({ entry, argv, release }));
    if (ready !== 'interrupted') return ready;
  } catch (error) {
    if (isOutOfTime(error))
      return { ready: false, why: 'whether the release script can be started was not known in time' };
    throw error;
  }
  await beforeNextChange(course);
  throw new PlanAgain('interrupted before the release script was started');
}

/** DescribeServices may lag behind the UpdateService of a moment ago. */
const showsWithinMs = 4_000;

async function whatIsThere(course: Course, release: ReleaseName, withinMs: number): Promise<ScriptResult> {
  const { deploymentsSeen } = planOf(course);
  const { givenUp } = course;
  const historySeen = historyBefore(course);
  const known = { deploymentsSeen, givenUp, ...(historySeen === undefined ? {} : { historySeen }) };
  try {
    return await findScriptDeployment({ entry: entryOf(course), release, ...known, withinMs });
  } catch (error) {
    if (isOutOfTime(error)) throw new NeedsOperator('What the release script did could not be read', 'aws');
    throw error;
  }
}

type Made = Extract<ScriptResult, { found: 'target' }>;
type LeftAgain = Extract<ScriptResult, { found: 'left again' }>;

/** Whatever the script said at its end: what ECS deploys decides. */
function followItsDeployment(course: Course, made: Made, deadline: string): Promise<MethodResult> {
  noteBegun(course, { ...made, how: 'adopted', changedAt: made.createdAt, switchedOff: [] });
  enter(course, 'acting', `Following the release script's deployment to ${named(releaseOf(course))}`);
  return followOut(course, 'script', made, deadline);
}

function deployedAnother(
  course: Course,
  { deploymentId, release }: Extract<ScriptResult, { found: 'another release' }>,
) {
  course.change = 'made';
  course.scriptDeployed = release.taskDefinition;
  const wanted = named(releaseOf(course));
  return new NeedsOperator(
    `After the release script ECS deploys ${named(release)} (${deploymentId}) and not ${wanted}: where the script did that, decide use-method ecs-task; where somebody else did, decide proceed`,
  );
}

function nothingToShow(course: Course, run: ScriptRun): MethodResult {
  const { script } = entryOf(course);
  // What goes on to the same release hinders no other method: each deploys it once.
  const goesOn = run.isOver ? '' : '; the script may still run there and goes to the same release';
  if (run.end === 'out of time' || run.end === 'not reached')
    return {
      result: 'out-of-time',
      reason: `${run.why}, and ECS has no deployment to the target${goesOn}`,
      ...(run.isOver ? {} : { mending: 'script' }),
    };
  if (run.exitCode === 0) {
    const reason = `it ended with exit 0, and ECS has no deployment to ${named(releaseOf(course))}: it said it was done and changed nothing`;
    return { result: 'failed', reason };
  }
  const failed =
    run.exitCode === undefined || script === undefined
      ? `The release script: ${run.why}`
      : whyItFailed(script, run.exitCode, run.lines);
  return { result: 'failed', reason: `${failed}; ECS has no deployment to the target${goesOn}` };
}
