// People's and machines' messages. Handlers take unknown, parse it by a total function and never throw (design §4).
import { ApplicationFailure, patched, setHandler } from '@temporalio/workflow';
import { type MessageName, messageNames, type Verb } from '../src/identifiers.js';
import { formerRefusalOf, newerRefusalOf, refusalOf } from '../src/message-rules.js';
import { type Messages, parseMessage } from '../src/messages.js';
import { shown } from '../src/parsed.js';
import type { Alert, Approval, RollbackRequest } from '../src/rollback.js';
import { askedName, clock } from '../src/runbook/wording.js';
import { type Course, note, now } from './course.js';
import { escalatedSignal, type Said, signalOf, updateOf } from './messages.js';
import { messageStateOf, refresh } from './show.js';

const refusalLines = 50;
const alertLimit = 1_000;

const approvalOf = (decision: 'approve' | 'reject', message: Messages['approve']): Approval => ({
  decision,
  at: now(),
  by: message.by,
  identity: 'claimed',
  ...(message.comment === undefined ? {} : { comment: message.comment }),
});

const confirmed = (course: Course, { item, by, evidence }: Messages['confirm']): string => {
  course.checklist = course.checklist.map((each) =>
    each.item === item
      ? { ...each, state: 'done', how: 'person', by, at: now(), ...(evidence === undefined ? {} : { evidence }) }
      : each,
  );
  return `confirmed ${item}`;
};

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

const said: { readonly [V in Verb]: (course: Course, message: Messages[V]) => string } = {
  approve: (course, message) => {
    course.gate?.approvals.push(approvalOf('approve', message));
    return `approved${because(message.comment)}`;
  },
  reject: (course, message) => {
    if (course.gate !== undefined) course.gate.rejected = approvalOf('reject', message);
    return `rejected${because(message.comment)}`;
  },
  decide: (course, message) => {
    if (message.action === 'abort')
      return said.abort(course, { by: message.by, reason: message.reason ?? 'decided so' });
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
  note: (_, message) => message.text,
};

const silentOrSame = (mine: unknown, theirs: unknown): boolean =>
  theirs === undefined || JSON.stringify(mine) === JSON.stringify(theirs);

const wantsTheSame = (one: RollbackRequest, other: RollbackRequest): boolean =>
  silentOrSame(one.target, other.target) && silentOrSame(one.method, other.method);

const anotherWay = ({ target, method }: RollbackRequest): string =>
  [
    ...(target === undefined ? [] : [`to ${askedName(target)}`]),
    ...(method === undefined ? [] : [`by ${method}`]),
  ].join(' ');

/** The outcome is settled: nobody may be told that he joined what is over. */
function afterClosing(course: Course, request: RollbackRequest): Said {
  const who = request.requestedBy ?? request.trigger?.name ?? 'somebody';
  const { late } = course;
  if (late !== undefined && !wantsTheSame(late, request)) {
    const sentence = `this run is closing, and another request (${late.reason}) begins right after: ask again then`;
    note(course, `${who}: ${sentence}`);
    return { said: sentence, answer: 'differs' };
  }
  course.late =
    late === undefined ? request : { ...late, ...(request.severity === 'SEV1' ? { severity: 'SEV1' } : {}) };
  const sentence = `this run is closing; the request (${request.reason}) begins as a run of its own right after`;
  note(course, sentence, who);
  return { said: sentence, answer: 'joined' };
}

/** Joined when target and method agree or are silent; severity is raised, never lowered. */
function joinRequest(course: Course, request: RollbackRequest): Said {
  if (course.phase === 'closing') return afterClosing(course, request);
  const same = wantsTheSame(course.request, request);
  const who = request.requestedBy ?? request.trigger?.name ?? 'somebody';
  if (request.severity === 'SEV1') course.severity = 'SEV1';
  const sentence = same
    ? `${who} asks for the same rollback (${request.reason}): joined`
    : `${who} asks for another way (${anotherWay(request)}): this run goes on as planned; \`decide\` can change it where it waits`;
  note(course, sentence, who);
  return { said: sentence, answer: same ? 'joined' : 'differs' };
}

function hearAlert(course: Course, alert: Alert): string {
  course.alerts += alert.count ?? 1;
  course.lastAlert = alert;
  const key = `${alert.name} ${alert.status}`;
  if (!course.alertNames.has(key) && course.alertNames.size < refusalLines) {
    course.alertNames.add(key);
    note(course, `alert ${alert.status}: ${alert.name}${because(alert.summary)}`, alert.source);
  }
  return 'heard';
}

const isOwnRequest = (course: Course, request: RollbackRequest): boolean =>
  request.requestId === course.requestId || JSON.stringify(request) === JSON.stringify(course.request);

function apply(course: Course, name: MessageName, message: Messages[MessageName]): Said {
  if (name === 'request') {
    const request = message as RollbackRequest;
    return isOwnRequest(course, request) ? { said: 'accepted', answer: 'joined' } : joinRequest(course, request);
  }
  if (name === 'alert') return { said: course.alerts < alertLimit ? hearAlert(course, message as Alert) : 'counted' };
  const sentence = (said[name] as (course: Course, message: unknown) => string)(course, message);
  note(course, sentence, (message as { by: string }).by);
  return { said: sentence };
}

type Refusal = typeof refusalOf;

/** Why this cannot count, as a sentence; undefined when it can. */
function refusal(course: Course, name: MessageName, value: unknown, by: Refusal): string | undefined {
  const parsed = parseMessage(name, value);
  if (!parsed.ok) return parsed.problems.join('; ');
  if (name === 'request' || name === 'alert') return undefined;
  return by(name, parsed.value as never, messageStateOf(course));
}

/** An Update that was taken is not judged again when it is replayed; a Signal is, and has to go as it went then. */
function refusalOfSignal(course: Course, name: MessageName, value: unknown): string | undefined {
  const former = refusal(course, name, value, formerRefusalOf);
  if (former !== undefined) return former;
  const newer = refusal(course, name, value, newerRefusalOf);
  return newer !== undefined && patched('refused: unknown target, confirmation without a gate') ? newer : undefined;
}

function refuse(course: Course, name: string, value: unknown, why: string): void {
  course.refusals += 1;
  const by = typeof value === 'object' && value !== null && 'by' in value ? shown(value.by) : 'somebody';
  if (course.refusals <= refusalLines) note(course, `refused ${name} by ${by}: ${why}`);
}

function receive(course: Course, name: MessageName, value: unknown): Said {
  const parsed = parseMessage(name, value);
  if (!parsed.ok) return { said: parsed.problems.join('; ') };
  const messageId = (parsed.value as { messageId?: string }).messageId;
  if (messageId !== undefined && course.seenMessages.has(messageId)) return { said: 'heard already' };
  if (messageId !== undefined) course.seenMessages.add(messageId);
  const answer = apply(course, name, parsed.value);
  refresh(course);
  return answer;
}

/** Before anything is parsed: what is no text is no id, and turning it into one may throw. */
const heardAlready = (course: Course, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'messageId' in value &&
  typeof value.messageId === 'string' &&
  course.seenMessages.has(value.messageId);

export function listen(course: Course): void {
  for (const name of messageNames) {
    setHandler(signalOf(name), (value: unknown) => {
      if (heardAlready(course, value)) return;
      const why = refusalOfSignal(course, name, value);
      if (why === undefined) receive(course, name, value);
      else refuse(course, name, value, why);
    });
    if (name === 'alert') continue;
    setHandler(updateOf(name), (value: unknown) => receive(course, name, value), {
      validator: (value: unknown) => {
        const why = heardAlready(course, value) ? undefined : refusal(course, name, value, refusalOf);
        if (why !== undefined) throw ApplicationFailure.nonRetryable(`${name} refused: ${why}`, 'Refused');
      },
    });
  }
  setHandler(escalatedSignal, (value: unknown) => {
    const line = { at: now(), text: typeof value === 'string' ? value.slice(0, 500) : 'escalated' };
    if (course.escalations.length < 100) course.escalations.push(line);
    if (course.told.length < 5) course.told.push(`${line.text} ${clock(line.at)}`);
    note(course, line.text, 'escalation');
    refresh(course);
  });
}
