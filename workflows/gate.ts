// A gate: the run waits for people, every wait has an end, and the end has a defined result (design §5.6).
import { condition } from '@temporalio/workflow';
import { askedByMachine } from '../src/requests.js';
import { inWords } from '../src/runbook/durations.js';
import { clock } from '../src/runbook/wording.js';
import { tell } from './communication.js';
import { type Course, entryOf, later, note, now } from './course.js';
import { Ended } from './endings.js';
import { nextOf } from './next-of.js';
import { enter, refresh } from './show.js';
import { changedInWords } from './what-changed.js';

/** The end of a run that was not agreed to: what it left is said, whether it is nothing or a former target. */
const notAgreed = (course: Course, why: string): Ended =>
  new Ended('ABORTED', `${why}. ${changedInWords(course)}`, nextOf(course, 'ABORTED'));

/** Needs: approvals by different people, and the confirmations that the policy wants from a person. */
export async function waitForApproval(course: Course, way: string, doubts: readonly string[]): Promise<void> {
  const { policy, timings } = entryOf(course);
  course.gate = { needed: Math.max(1, policy.approvals), approvals: [] };
  enter(course, 'waiting for approval', `Asking for approval to go ${way}`);
  for (const doubt of doubts) note(course, `asked because ${doubt}`);
  const askedAt = Date.now();
  try {
    for (;;) {
      const silenceGoesAhead = maySilenceGoAhead(course, doubts);
      const wait = course.severity === 'SEV1' ? timings.gateSEV1 : timings.gateSEV2;
      showWaiting(course, wait, silenceGoesAhead, doubts);
      tell(course, 'asked', { says: askedInWords(course) });
      const answeredInTime = await condition(() => isAnswered(course), wait, { summary: 'approval gate' });
      if (answeredInTime) return takeAnswer(course);
      if (silenceGoesAhead) return goAheadInSilence(course);
      if (Date.now() - askedAt >= timings.gateEndsAfter) {
        throw notAgreed(course, `Nobody approved in ${inWords(timings.gateEndsAfter)}`);
      }
      note(course, 'nobody answered: asking again');
    }
  } finally {
    delete course.gate;
    delete course.waiting;
  }
}

const openConfirmations = (course: Course): string[] =>
  entryOf(course).policy.confirmByPerson.filter(
    (item) => course.checklist.some((each) => each.item === item && each.how !== 'person') && !tells.includes(item),
  );

/** Items that only tell never hold a rollback. */
const tells = ['communicate', 'create-incident'];

const isAnswered = (course: Course): boolean =>
  course.abort !== undefined ||
  course.undoAsked !== undefined ||
  course.gate?.rejected !== undefined ||
  ((course.gate?.approvals.length ?? 0) >= (course.gate?.needed ?? 1) && openConfirmations(course).length === 0);

function takeAnswer(course: Course): void {
  const { gate, abort } = course;
  course.approvals.push(...(gate?.approvals ?? []));
  delete course.operatorUntil;
  if (gate?.rejected !== undefined) {
    course.approvals.push(gate.rejected);
    const why = gate.rejected.comment === undefined ? '' : `: ${gate.rejected.comment}`;
    throw notAgreed(course, `Rejected by ${gate.rejected.by ?? 'somebody'}${why}`);
  }
  if (abort !== undefined) throw notAgreed(course, `Aborted by ${abort.by}: ${abort.reason}`);
}

/** "If unsure, rollback": never for an unconfirmed alert, never without a suspect, never in propose (decision 22). */
const maySilenceGoAhead = (course: Course, doubts: readonly string[]): boolean =>
  doubts.length === 0 && (entryOf(course).policy.mode !== 'propose' || !askedByMachine(course.request));

function goAheadInSilence(course: Course): void {
  course.approvals.push({ decision: 'silence', at: now(), comment: 'nobody answered in time; "if unsure, rollback"' });
  note(course, 'nobody answered in time: going ahead ("if unsure, rollback")');
}

function showWaiting(course: Course, wait: number, goesAhead: boolean, doubts: readonly string[]): void {
  const confirmations = openConfirmations(course);
  course.waiting = {
    what: 'approval',
    why: doubts[0] ?? 'the policy asks for approval',
    from: `${course.gate?.needed ?? 1} approver${(course.gate?.needed ?? 1) === 1 ? '' : 's'}${course.request.requestedBy === undefined ? '' : ` (not ${course.request.requestedBy})`}${confirmations.length === 0 ? '' : ` and confirmation of ${confirmations.join(', ')}`}`,
    since: course.waiting?.since ?? now(),
    until: later(wait),
    then: goesAhead ? 'goes ahead' : 'asks again',
  };
  refresh(course);
}

const askedInWords = ({ waiting }: Course): string =>
  `Waiting for approval from ${waiting?.from ?? 'an approver'}: ${waiting?.why ?? ''}. If nobody answers by ${clock(waiting?.until ?? now())}: ${waiting?.then ?? ''}`;
