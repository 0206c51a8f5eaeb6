// Runbook › Pre-Rollback Checklist: a plan, its evidence, and the people who agree to it. Nothing is changed in here.

import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { confirmation } from '../src/guard/confirmation.js';
import { planCommand, startPlanned } from '../src/next-step.js';
import { criteriaDoubts } from '../src/plan/manual-criteria.js';
import { askedByMachine, modeFor } from '../src/requests.js';
import type { Approval } from '../src/rollback.js';
import { inWords } from '../src/runbook/durations.js';
import { onlyTells } from '../src/runbook/pre-rollback-checklist.js';
import { errorRateLimits, judgeErrorRate, namedTrigger, troubleIsGone } from '../src/runbook/when-to-rollback.js';
import { failingThirdParties } from '../src/third-parties.js';
import { beginTelling } from './communication.js';
import { type Course, entryOf, named, note, now, planOf } from './course.js';
import { assessSchema, doubtAboutSchema } from './database/assess.js';
import { chooseWithoutWrongBlame } from './database/blame.js';
import { prepareDatabase } from './database/prepare.js';
import { Ended, NeedsOperator, noTarget } from './endings.js';
import { waitForApproval } from './gate.js';
import { takeLateMarksAway } from './late-marks.js';
import { isFresh, lookAndPlan } from './looking.js';
import { waitUntilGoneOrBack } from './not-needed.js';
import { beforeNextChange, stopIfAborted } from './settled.js';
import { nothingChanged, takeOverUnfinished } from './what-changed.js';

/** Looks, plans and asks until plan and answer belong to what production looks like now. */
export async function agreeOnPlan(course: Course): Promise<void> {
  for (;;) {
    await lookAndPlan(course);
    await assessSchema(course);
    await chooseWithoutWrongBlame(course);
    stopIfOnlyPlanned(course);
    if (course.lateMarks !== undefined) await takeLateMarksAway(course);
    if (course.situation !== undefined) takeOverUnfinished(course, course.situation.service);
    stopIfNothingQualifies(course);
    await stopIfAborted(course);
    if (triggerIsGone(course)) {
      await waitUntilGoneOrBack(course);
      continue;
    }
    beginTelling(course);
    await prepareDatabase(course);
    await completeChecklist(course);
    await beforeNextChange(course);
    if (isFresh(course)) return;
  }
}

function stopIfOnlyPlanned(course: Course): void {
  const entry = entryOf(course);
  const mode = modeFor(entry.policy, course.request);
  if (course.request.planOnly === true) {
    throw new Ended('PLANNED', `Planned only: ${way(course)}. Nothing was changed`, {
      sentence: 'Start it when you want it',
      command: startPlanned(entry, course.request),
    });
  }
  const personSaysAct = course.request.act === true && !askedByMachine(course.request);
  if (mode !== 'observe' || personSaysAct) return;
  const next = askedByMachine(course.request)
    ? { sentence: 'Set policy.mode to propose or act to let alerts roll back', command: planCommand(entry) }
    : { sentence: 'Add --act, or run the commands of the plan by hand', command: startPlanned(entry, course.request) };
  throw new Ended('PLANNED', `Mode is observe: would have gone ${way(course)}. Nothing was changed`, next);
}

const way = (course: Course): string => {
  const plan = planOf(course);
  const to = plan.target.kind === 'chosen' ? named(plan.target.target.release) : 'nowhere';
  if (plan.undoesCanary === true)
    return `from ${named(plan.from)} alone to ${named(plan.from)} beside the canary ${to}`;
  return `from ${plan.canary === undefined ? '' : 'the canary '}${named(plan.from)} to ${to}`;
};

/** What an approval is bound to: a name may be given to another task definition meanwhile, an ARN and a digest are not. */
const exactly = (course: Course): string => {
  const { from, target } = planOf(course);
  const to = target.kind === 'chosen' ? [target.target.release.taskDefinition, target.target.pin] : [];
  const { assessment, order } = course.database ?? {};
  const schema = assessment === undefined ? [] : [assessment.filesHash, assessment.fingerprint, order?.order];
  return JSON.stringify([from.taskDefinition, ...to, ...schema]);
};

function stopIfNothingQualifies(course: Course): void {
  const { target } = planOf(course);
  if (target.kind === 'none' && course.undone !== undefined)
    throw new NeedsOperator(`The canary is not given back: ${target.why}`);
  if (target.kind === 'none') throw noTarget(target, planCommand(entryOf(course)));
}

const errorRateVerdict = (course: Course) =>
  judgeErrorRate(course.situation?.errorRate ?? { state: 'not connected' }, errorRateLimits(entryOf(course)));

/** An alert that names the error rate, and an error rate that is measured and gone (decision 37). */
const triggerIsGone = (course: Course): boolean =>
  nothingChanged(course) &&
  askedByMachine(course.request) &&
  namedTrigger(course.request) === 'errorRateSpike' &&
  troubleIsGone(errorRateVerdict(course));

/** Why a machine's request may not go ahead without a person, whatever the policy says (design §5.6). */
function doubts(course: Course): string[] {
  const plan = planOf(course);
  const overridden = plan.target.kind === 'chosen' ? plan.target.target.overridden.map((rule) => rule.sentence) : [];
  const always = [
    ...overridden,
    ...(course.request.doubts ?? []),
    ...(plan.secondInARow === undefined ? [] : [plan.secondInARow]),
    ...doubtAboutSchema(course),
    ...criteriaDoubts(course.request, plan),
  ];
  // Whoever chose the target asks for it as a person does.
  if (!askedByMachine(course.request) || course.chosen !== undefined) return always;
  const verdict = confirmation(course.situation, course.request, entryOf(course));
  return [
    ...always,
    ...(verdict.verdict === 'breached' ? [] : [`Runback could not confirm the alert itself: ${verdict.evidence}`]),
    ...failingThirdParties(course.situation?.thirdParties),
    ...[plan.commonTrouble, plan.bothBad, plan.flapping].flatMap((each) => each ?? []),
    ...(plan.suspect === undefined ? [noSuspect(entryOf(course))] : []),
    ...(course.request.reopens === undefined ? [] : ['this would be the second rollback in a row']),
  ];
}

const noSuspect = ({ timings }: CatalogueEntry): string =>
  `neither a deployment nor a change of the configuration within ${inWords(timings.suspectWithin)} before the onset is a suspect`;

async function completeChecklist(course: Course): Promise<void> {
  if (course.undo !== undefined) {
    course.approvals.push({ decision: 'not asked', at: now(), comment: `${course.undo.by} decided undo` });
    return;
  }
  const reasons = doubts(course);
  if (isAgreed(course, reasons)) return;
  for (const item of course.checklist.filter((each) => each.state === 'done')) {
    note(course, `checklist: ${item.title}: ${item.evidence ?? 'done'}`, item.by);
  }
  if (asksNobody(course) && reasons.length === 0 && course.database === undefined) {
    course.approvals.push({ decision: 'not asked', at: now(), comment: 'the policy asks nobody' });
  } else {
    await waitForApproval(course, way(course), reasons);
  }
  course.agreed = { way: exactly(course), byPerson: isByPerson(course.approvals.at(-1)) };
}

const isByPerson = (last: Approval | undefined): boolean =>
  last?.decision === 'approve' || last?.decision === 'break-glass';

/** What nobody said himself, by silence or by policy, does not outlive a new doubt, until something was changed. */
function isAgreed(course: Course, reasons: readonly string[]): boolean {
  const { agreed } = course;
  if (agreed?.way !== exactly(course)) return false;
  return agreed.byPerson || reasons.length === 0 || !nothingChanged(course);
}

const asksNobody = (course: Course): boolean => {
  const { policy } = entryOf(course);
  const { approvals, confirmByPerson } = policy;
  return modeFor(policy, course.request) !== 'propose' && approvals === 0 && confirmByPerson.every(onlyTells);
};
