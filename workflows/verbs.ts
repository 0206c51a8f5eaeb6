// What each verb does to a run, once it is known that it can count now; the answer is a line of the timeline.
import type { Verb } from '../src/identifiers.js';
import type { Speaker } from '../src/message-rules.js';
import type { Messages } from '../src/messages.js';
import type { Approval } from '../src/rollback.js';
import { askedName } from '../src/runbook/wording.js';
import { breakGlass } from './break-glass.js';
import { approveCustomerText, tellWhatWasSaid } from './communication.js';
import { type Course, now } from './course.js';
import { askForUndo } from './undo.js';

const approvalOf = (decision: 'approve' | 'reject', message: Messages['reject'], { identity }: Speaker): Approval => ({
  decision,
  at: now(),
  by: message.by,
  identity,
  ...(message.comment === undefined ? {} : { comment: message.comment }),
});

const confirmed = (course: Course, { item, by, evidence }: Messages['confirm']): string => {
  if (item === 'customer-text') return approveCustomerText(course, by);
  course.checklist = course.checklist.map((each) =>
    each.item === item
      ? { ...each, state: 'done', how: 'person', by, at: now(), ...(evidence === undefined ? {} : { evidence }) }
      : each,
  );
  return `confirmed ${item}`;
};

export const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

export const said: {
  readonly [V in Verb]: (course: Course, message: Messages[V], speaker: Speaker) => string;
} = {
  approve: (course, message, speaker) => {
    if (message.breakGlass !== undefined) return breakGlass(course, message, speaker);
    course.gate?.approvals.push(approvalOf('approve', message, speaker));
    return `approved${because(message.comment)}`;
  },
  reject: (course, message, speaker) => {
    if (course.gate !== undefined) course.gate.rejected = approvalOf('reject', message, speaker);
    return `rejected${because(message.comment)}`;
  },
  decide: (course, message, speaker) => {
    if (message.action === 'abort')
      return said.abort(course, { by: message.by, reason: message.reason ?? 'decided so' }, speaker);
    if (message.action === 'undo') askForUndo(course, message);
    course.decision = message;
    return `decided: ${message.action}${message.target === undefined ? '' : ` ${askedName(message.target)}`}`;
  },
  confirm: confirmed,
  pause: (course, { by, reason }) => {
    course.paused = { by, since: now() };
    return `paused: no further change until resumed; the clock runs on${because(reason)}`;
  },
  resume: (course) => {
    delete course.paused;
    return 'resumed';
  },
  abort: (course, message) => {
    course.abort = message;
    return `asked to abort: ${message.reason}`;
  },
  note: (course, { by, text }) => {
    tellWhatWasSaid(course, `${by}: ${text}`);
    return text;
  },
};
