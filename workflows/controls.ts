// People's and machines' messages. Handlers take unknown, parse it by a total function and never throw (design §4).
import { ApplicationFailure, patched, setHandler } from '@temporalio/workflow';
import { type MessageName, messageNames } from '../src/identifiers.js';
import { formerRefusalOf, newerRefusalOf, refusalOf } from '../src/message-rules.js';
import { type Messages, parseMessage } from '../src/messages.js';
import { shown } from '../src/parsed.js';
import type { Alert, RollbackRequest } from '../src/rollback.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, note, now } from './course.js';
import { joinRequest } from './joining.js';
import { escalatedSignal, type Said, signalOf, updateOf } from './messages.js';
import { raiseBy } from './severity.js';
import { messageStateOf, refresh } from './show.js';
import { remember } from './spoken.js';
import { because, said } from './verbs.js';

const refusalLines = 50;
const alertLimit = 1_000;

function hearAlert(course: Course, alert: Alert): string {
  course.alerts += alert.count ?? 1;
  course.lastAlert = alert;
  raiseBy(course, alert);
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
  const { by } = message as { by: string };
  note(course, sentence, by);
  remember(course, { message: name, by, identity: 'claimed', text: sentence });
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
