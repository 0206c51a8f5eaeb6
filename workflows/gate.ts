// A gate: the run waits for people, every wait has an end, and the end has a defined result (design §5.6).
import { condition } from '@temporalio/workflow';
import { momentsOf } from '../src/asking.js';
import { askedByMachine, modeFor } from '../src/requests.js';
import { inWords } from '../src/runbook/durations.js';
import { onlyTells } from '../src/runbook/pre-rollback-checklist.js';
import { clock } from '../src/runbook/wording.js';
import { ask, takeBackAsking } from './asking.js';
import { type Course, entryOf, later, note, now } from './course.js';
import { offerBeside } from './database/overtaking.js';
import { demandsProof } from './database/state.js';
import { Ended, PlanAgain } from './endings.js';
import { doubtsNow, isApproved, whoAnswers, whyAsked } from './gate-needs.js';
import { nextOf } from './next-of.js';
import { enter, refresh } from './show.js';
import { changedInWords } from './what-changed.js';

/** The end of a run that was not agreed to: what it left is said, whether it is nothing or a former target. */
const notAgreed = (course: Course, why: string): Ended =>
  new Ended('ABORTED', `${why}. ${changedInWords(course)}`, nextOf(course, 'ABORTED'));

/** Needs: approvals by different people, and the confirmations that the policy wants from a person; or break-glass. */
export async function waitForApproval(course: Course, way: string, doubts: readonly string[]): Promise<void> {
  const { policy } = entryOf(course);
  const confirmations = policy.confirmByPerson.filter((item) => !onlyTells(item));
  course.gates += 1;
  course.gate = { doubts, approvals: [], confirmations, asked: new Set(), delivered: new Set() };
  enter(course, 'waiting for approval', `Asking for approval to go ${way}`);
  for (const doubt of doubtsNow(course)) note(course, `asked because ${doubt}`);
  try {
    await waitInRounds(course);
  } finally {
    takeBackAsking(course);
    delete course.gate;
    delete course.waiting;
  }
}

/** Silence ends a round: it goes ahead, or the next person is asked, until nobody is asked any more. */
async function waitInRounds(course: Course): Promise<void> {
  const { timings } = entryOf(course);
  const endsAfter = gateEndsAfter(course);
  const endsAt = Date.now() + endsAfter;
  for (let round = 1; ; round += 1) {
    const silenceGoesAhead = maySilenceGoAhead(course);
    const whole = course.severity === 'SEV1' ? timings.gateSEV1 : timings.gateSEV2;
    const wait = silenceGoesAhead ? whole : Math.max(1, Math.min(whole, endsAt - Date.now()));
    showWaiting(course, wait, silenceGoesAhead ? 'goes ahead' : ifNobodyAnswers(wait, endsAt));
    ask(course, round === 1 ? 'asked' : 'asked again', later(wait));
    if (await answeredWithin(course, wait, round)) return takeAnswer(course);
    if (silenceGoesAhead) return goAheadInSilence(course);
    if (Date.now() >= endsAt) throw notAgreed(course, `Nobody approved in ${inWords(endsAfter)}`);
  }
}

/** The last round asks nobody after it. */
const ifNobodyAnswers = (wait: number, endsAt: number): string =>
  Date.now() + wait >= endsAt
    ? 'ends as ABORTED'
    : `asks the next person; ends as ABORTED at ${clock(new Date(endsAt).toISOString())}`;

/** For data it ends sooner: silence never approves it, and everybody else waits for its lock. */
const gateEndsAfter = (course: Course): number => {
  const { databaseGateEndsAfter, gateEndsAfter: otherwise } = entryOf(course).timings;
  return course.database === undefined ? otherwise : databaseGateEndsAfter;
};

/** The first round reminds; a later one is a reminder itself. */
async function answeredWithin(course: Course, wait: number, round: number): Promise<boolean> {
  const [begun, until] = [Date.now(), later(wait)];
  const minute = 60_000 / (course.entry?.timeScale ?? 1);
  for (const { after, what } of round === 1 ? momentsOf(wait, minute) : []) {
    const left = Math.max(1, begun + after - Date.now());
    if (await condition(() => isAnswered(course), left, { summary: 'approval gate' })) return true;
    ask(course, what, until);
  }
  const left = Math.max(1, begun + wait - Date.now());
  return condition(() => isAnswered(course), left, { summary: 'approval gate' });
}

const isAnswered = (course: Course): boolean =>
  course.abort !== undefined ||
  course.undoAsked !== undefined ||
  isOvertaken(course) ||
  course.gate?.rejected !== undefined ||
  course.gate?.broken !== undefined ||
  isApproved(course);

/** The application alone is asked about by itself, if at all. */
const isOvertaken = ({ database, withoutDatabase }: Course): boolean =>
  database !== undefined && withoutDatabase !== undefined;

function takeAnswer(course: Course): void {
  const { gate, abort } = course;
  course.approvals.push(...(gate?.approvals ?? []));
  delete course.operatorUntil;
  if (gate?.rejected !== undefined) {
    course.approvals.push(gate.rejected);
    const why = gate.rejected.comment === undefined ? '' : `: ${gate.rejected.comment}`;
    throw notAgreed(course, `Rejected by ${gate.rejected.by ?? 'somebody'}${why}`);
  }
  if (gate?.broken !== undefined) course.approvals.push(gate.broken);
  if (abort === undefined && isOvertaken(course)) throw new PlanAgain('the application goes first and alone');
  if (abort !== undefined) throw notAgreed(course, `Aborted by ${abort.by}: ${abort.reason}`);
}

/** "If unsure, rollback": never for an unconfirmed alert, never without a suspect, never in propose (decision 22). */
const maySilenceGoAhead = (course: Course): boolean =>
  course.database === undefined &&
  doubtsNow(course).length === 0 &&
  (modeFor(entryOf(course).policy, course.request) !== 'propose' || !askedByMachine(course.request));

function goAheadInSilence(course: Course): void {
  course.approvals.push({ decision: 'silence', at: now(), comment: 'nobody answered in time; "if unsure, rollback"' });
  note(course, 'nobody answered in time: going ahead ("if unsure, rollback")');
}

function showWaiting(course: Course, wait: number, then: string): void {
  const beside = offerBeside(course);
  course.waiting = {
    what: 'approval',
    why: whyAsked(course),
    from: whoAnswers(course),
    since: course.waiting?.since ?? now(),
    until: later(wait),
    ...(demandsProof(course) ? { byToken: true as const } : {}),
    ...(beside === undefined ? {} : { beside }),
    then,
  };
  refresh(course);
}
