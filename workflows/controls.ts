// People's and machines' messages. Handlers take unknown, parse it by a total function and never throw (design §4).
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { withAlert } from '../src/heard-alerts.js';
import { type MessageName, messageNames, type Verb } from '../src/identifiers.js';
import { inertMessage, inertRequest } from '../src/inert-messages.js';
import { claimed, refusalOf, type Speaker } from '../src/message-rules.js';
import { type Messages, parseMessage, type Sent } from '../src/messages.js';
import { pagedIn } from '../src/paged.js';
import { shown } from '../src/parsed.js';
import type { Alert, RollbackRequest } from '../src/rollback.js';
import { clock, inert } from '../src/runbook/wording.js';
import { hearTold, tell } from './communication.js';
import { type Course, note, now } from './course.js';
import { joinRequest } from './joining.js';
import { escalatedSignal, pagedSignal, type Said, signalOf, toldIn, toldSignal, updateOf } from './messages.js';
import { hearPaged } from './paging-link.js';
import { provenSpeaker, saidToBe } from './relayed.js';
import { askedBy } from './requester.js';
import { raiseBy } from './severity.js';
import { messageStateOf, refresh } from './show.js';
import { remember } from './spoken.js';
import { because, said } from './verbs.js';

const refusalLines = 50;
const alertLimit = 1_000;

function hearAlert(course: Course, alert: Alert): string {
  course.alerts += alert.count ?? 1;
  course.lastAlert = alert;
  course.heardAlerts = withAlert(course.heardAlerts, alert, now());
  raiseBy(course, alert);
  const key = `${alert.name} ${alert.status}`;
  if (!course.alertNames.has(key) && course.alertNames.size < refusalLines) {
    course.alertNames.add(key);
    note(course, `alert ${alert.status}: ${alert.name}${because(alert.summary)}`, alert.source);
  }
  return 'heard';
}

const isOwnRequest = (course: Course, request: RollbackRequest): boolean =>
  request.requestId === course.requestId || JSON.stringify(inertRequest(request)) === JSON.stringify(course.request);

type Heard = Messages[MessageName] & Sent;

function apply(course: Course, name: MessageName, message: Heard, speaker: Speaker): Said {
  if (name === 'request') {
    const request = message as RollbackRequest;
    return isOwnRequest(course, request)
      ? { said: 'accepted', answer: 'joined' }
      : joinRequest(course, request, speaker);
  }
  if (name === 'alert') return { said: course.alerts < alertLimit ? hearAlert(course, message as Alert) : 'counted' };
  const say = said[name] as (course: Course, message: unknown, speaker: Speaker) => string;
  const sentence = say(course, message, speaker);
  note(course, sentence, message.by);
  if (message.by !== undefined)
    remember(course, { message: name, by: message.by, identity: speaker.identity, text: sentence });
  return { said: sentence };
}

/** Why this cannot count, as a sentence; undefined when it can. A relayed one is taken at its word, which is checked later. */
function refusal(course: Course, name: MessageName, value: unknown): string | undefined {
  const parsed = parseMessage(name, value);
  if (!parsed.ok) return parsed.problems.join('; ');
  if (name === 'request' || name === 'alert') return undefined;
  const message = inertMessage(name, parsed.value as Heard);
  return refusalOf(name, message as never, messageStateOf(course), saidToBe(message));
}

function refuse(course: Course, name: string, value: unknown, why: string): void {
  course.refusals += 1;
  const by = typeof value === 'object' && value !== null && 'by' in value ? inert(shown(value.by)) : 'somebody';
  if (course.refusals <= refusalLines) note(course, `refused ${name} by ${by}: ${why}`);
}

function receive(course: Course, name: MessageName, message: Heard, speaker: Speaker): Said {
  const { messageId } = message;
  if (messageId !== undefined && course.seenMessages.has(messageId)) return { said: 'heard already' };
  if (messageId !== undefined) course.seenMessages.add(messageId);
  const answer = apply(course, name, message, speaker);
  refresh(course);
  return answer;
}

/** Parsed already by `refusal`; a relayed one is judged once more, since the run went on while it was checked. */
function hear(course: Course, name: MessageName, value: unknown): Said | Promise<Said> {
  const sent = value as Heard;
  if (name === 'request') return hearRequest(course, sent as RollbackRequest & Sent);
  if (name === 'alert' || sent.relayed === undefined) return receive(course, name, inertMessage(name, sent), claimed);
  return hearRelayed(course, name, sent);
}

/** What begins a run is told to it once more: that is checked where it begins. */
function hearRequest(course: Course, sent: RollbackRequest & Sent): Said | Promise<Said> {
  if (sent.relayed === undefined || isOwnRequest(course, sent)) return receive(course, 'request', sent, claimed);
  return askedBy(course, sent).then((speaker) =>
    heardAlready(course, sent) ? again : receive(course, 'request', sent, speaker),
  );
}

async function hearRelayed(course: Course, verb: Verb, sent: Heard): Promise<Said> {
  const speaker = await provenSpeaker(course, verb, sent);
  if (heardAlready(course, sent)) return { said: 'heard already' };
  const message = inertMessage(verb, sent);
  const why = 'forged' in speaker ? speaker.forged : refusalOf(verb, message as never, messageStateOf(course), speaker);
  if (why === undefined && 'identity' in speaker) return receive(course, verb, message, speaker);
  refuse(course, verb, sent, why ?? 'it could not be checked');
  throw refused(verb, why ?? 'it could not be checked');
}

const refused = (name: string, why: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`${name} refused: ${why}`, 'Refused');

/** Before anything is parsed: what is no text is no id, and turning it into one may throw. */
const heardAlready = (course: Course, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'messageId' in value &&
  typeof value.messageId === 'string' &&
  course.seenMessages.has(value.messageId);

function hearSignal(course: Course, name: MessageName, value: unknown): void | Promise<void> {
  if (heardAlready(course, value)) return;
  const why = refusal(course, name, value);
  if (why !== undefined) return refuse(course, name, value, why);
  const answer = hear(course, name, value);
  // Nobody is there to be told; the timeline has the line.
  if (answer instanceof Promise) return answer.then(ignore, ignore);
}

const ignore = (): void => undefined;

export function listen(course: Course): void {
  for (const name of messageNames) {
    setHandler(signalOf(name), (value: unknown) => hearSignal(course, name, value));
    if (name === 'alert') continue;
    setHandler(updateOf(name), (value: unknown) => (heardAlready(course, value) ? again : hear(course, name, value)), {
      validator: (value: unknown) => {
        const why = heardAlready(course, value) ? undefined : refusal(course, name, value);
        if (why !== undefined) throw refused(name, why);
      },
    });
  }
  setHandler(toldSignal, (value: unknown) => {
    const told = toldIn(value);
    if (told !== undefined) hearTold(course, told);
  });
  setHandler(pagedSignal, (value: unknown) => {
    const paged = pagedIn(value);
    if (paged !== undefined) hearPaged(course, paged);
  });
  setHandler(escalatedSignal, (value: unknown) => hearEscalation(course, value));
}

const again: Said = { said: 'heard already' };

function hearEscalation(course: Course, value: unknown): void {
  const line = { at: now(), text: typeof value === 'string' ? value.slice(0, 500) : 'escalated' };
  if (course.escalations.length >= 100) return;
  course.escalations.push(line);
  if (course.told.length < 5) course.told.push(`${line.text} ${clock(line.at)}`);
  note(course, line.text, 'escalation');
  refresh(course);
  tell(course, 'escalated', { says: line.text });
}
