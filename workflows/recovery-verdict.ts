// What the verifier's verdict means for the run: an end, or a question to the operator. Only what was seen is said to serve.
import { weightsCheck } from '../src/canary-checks.js';
import { afterRecovery, isHeld, planCommand, startCanary } from '../src/next-step.js';
import type { PipelineRun } from '../src/pipeline.js';
import { cancelCommand } from '../src/plan/pipeline-commands.js';
import type { Check } from '../src/verification.js';
import { servesWithoutCanary } from './canary/state.js';
import { type Course, entryOf, named, now, planOf } from './course.js';
import { Ended, NeedsOperator, type Next } from './endings.js';
import { scriptGoesOn } from './release-script.js';
import { isUndo } from './undo.js';

export const targetName = (course: Course): string => {
  const { target } = planOf(course);
  return target.kind === 'chosen' ? named(target.target.release) : 'the target';
};

/** As measured last; the counts may have changed since restored. */
function whatServes(course: Course): string {
  const tasks = course.verification.checks.find(({ name }) => name === 'Tasks by revision');
  const to = targetName(course);
  if (course.canary !== undefined) return servesWithoutCanary(to, course.canary);
  if (tasks === undefined) return `${to} was restored`;
  return tasks.verdict === 'passed' ? `${to} serves everything` : `${to} was restored, and now ${tasks.evidence}`;
}

const evidenceOf = (course: Course, verdict: Check['verdict']): string =>
  course.verification.checks
    .filter((check) => check.verdict === verdict && check.aside !== true)
    .map((check) => `${check.name}: ${check.evidence}`)
    .join('; ');

/** While it still gets requests by way of the canary, nothing is known of the release we left. */
const whyStillBad = (course: Course): string =>
  course.verification.checks.some(({ name, verdict }) => name === weightsCheck && verdict === 'failed')
    ? `the release we left still gets requests by way of the canary: decide proceed, then ${startCanary(entryOf(course))}`
    : 'the release we left was not the cause, or not alone';

export function concluded(course: Course): Ended {
  const { verdict } = course.verification;
  const serves = whatServes(course);
  if (course.abort !== undefined && verdict !== 'recovered') {
    const { dashboard } = entryOf(course);
    return new Ended('ABORTED', `Aborted by ${course.abort.by} while watching: ${serves}, not verified`, {
      sentence: `The rollback itself is done: watch whether production recovers${dashboard === undefined ? '' : `, ${dashboard}`}`,
      command: planCommand(entryOf(course)),
    });
  }
  if (isUndo(course)) return undone(course, serves);
  if (verdict === 'recovered') return recovered(course, serves);
  if (verdict === 'not recovered') {
    throw new NeedsOperator(
      `${serves}, and production is still bad: ${evidenceOf(course, 'failed')}`,
      undefined,
      whyStillBad(course),
    );
  }
  throw new NeedsOperator(
    `${serves}, but recovery could not be measured: ${evidenceOf(course, 'could not measure') || evidenceOf(course, 'not yet')}`,
  );
}

const tellsWhatServes: readonly string[] = ['Tasks by revision', 'Version'];

/** What serves is what was asked for; whether it is well is what it was before. */
function undone(course: Course, serves: string): Ended {
  const bad = course.verification.checks.filter(({ verdict }) => verdict === 'failed');
  if (bad.some(({ name }) => tellsWhatServes.includes(name))) {
    throw new NeedsOperator(`${serves}, but not as expected: ${evidenceOf(course, 'failed')}`);
  }
  const known = bad.length === 0 ? '' : ` (not well: ${bad.map(({ name }) => name).join(', ')})`;
  const by = course.undo?.by ?? course.request.requestedBy ?? 'a request';
  const outcome = course.undo === undefined ? 'ROLLED_BACK' : 'ABORTED';
  return new Ended(outcome, `Undone by ${by}: ${serves}${known}. Whether it is well was not judged`, afterUndo(course));
}

const runsInWords = (runs: readonly PipelineRun[]): string =>
  `${runs.length === 1 ? 'run' : 'runs'} ${runs.map(({ number }) => number).join(', ')} ${runs.length === 1 ? 'goes' : 'go'} on`;

/** What may still deploy over it comes first. */
function afterUndo(course: Course): Next {
  const entry = entryOf(course);
  const [goesOn, ...others] = course.goesOn ?? [];
  if (goesOn !== undefined)
    return {
      sentence: `The pipeline's ${runsInWords([goesOn, ...others])} and may deploy over the undo: end ${others.length === 0 ? 'it' : 'each of them'}, then see what serves`,
      command: cancelCommand(entry, goesOn),
    };
  if (course.scriptMayRun !== undefined)
    return { sentence: `${scriptGoesOn(course)}: end it there, then see what serves`, command: planCommand(entry) };
  return {
    sentence: `The release that was undone ${isHeld(course.notHeld)}; whatever was wrong before may be wrong again`,
    command: planCommand(entry),
  };
}

function recovered(course: Course, serves: string): Ended {
  course.times = { ...course.times, verifiedAt: now() };
  const headline = `${serves} and production recovered${whyAnother(course)}`;
  return new Ended(outcomeOfRestored(course), headline, afterRecovery(entryOf(course), course.notHeld));
}

function whyAnother({ chosen, elsewhere }: Course): string {
  if (elsewhere !== undefined) return '; ECS went there by itself';
  return chosen === undefined ? '' : `; ${chosen.by} chose it instead`;
}

/** Another target than the one first asked for is said to be another. */
export const outcomeOfRestored = (course: Course) =>
  course.chosen === undefined && course.elsewhere === undefined
    ? ('ROLLED_BACK' as const)
    : ('ROLLED_BACK_TO_OTHER' as const);
