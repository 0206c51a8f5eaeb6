// A request that reaches a run: somebody else asks for the same service (design §4).

import { inertRequest } from '../src/inert-messages.js';
import type { Speaker } from '../src/message-rules.js';
import type { Sent } from '../src/messages.js';
import { askedByMachine } from '../src/requests.js';
import type { RollbackRequest, Severity } from '../src/rollback.js';
import { askedName, inert } from '../src/runbook/wording.js';
import { type Course, note } from './course.js';
import { overtake } from './database/overtaking.js';
import type { Said } from './messages.js';
import { standFor } from './requester.js';
import { makeUrgent } from './severity.js';
import { remember } from './spoken.js';

const silentOrSame = (mine: unknown, theirs: unknown): boolean =>
  theirs === undefined || JSON.stringify(mine) === JSON.stringify(theirs);

const wantsTheSame = (one: RollbackRequest, other: RollbackRequest): boolean =>
  silentOrSame(one.target, other.target) &&
  silentOrSame(one.method, other.method) &&
  silentOrSame(one.scope, other.scope) &&
  silentOrSame(one.undoes, other.undoes) &&
  withDatabaseAsWell(one.database, other.database);

/** Who wants the schema taken back is never told that he joined a run that leaves it. */
const withDatabaseAsWell = (mine: RollbackRequest['database'], theirs: RollbackRequest['database']): boolean =>
  theirs === undefined ||
  (mine !== undefined && silentOrSame(mine.target, theirs.target) && silentOrSame(mine.order, theirs.order));

/** What it turned out to be counts, where nobody said it. */
const asked = ({ request: sent, plan, canary, withoutDatabase }: Course): RollbackRequest => {
  const { database: _left, ...alone } = sent;
  const request = withoutDatabase === undefined ? sent : alone;
  if (plan === undefined) return request;
  return { ...request, scope: (canary ?? plan.canary) === undefined ? 'service' : 'canary' };
};

const anotherWay = ({ target, method, scope, undoes, database }: RollbackRequest): string =>
  [
    ...(scope === undefined ? [] : [`of the ${scope}`]),
    ...(target === undefined ? [] : [`to ${askedName(target)}`]),
    ...(method === undefined ? [] : [`by ${method}`]),
    ...(database === undefined
      ? []
      : [`with the database${database.target === undefined ? '' : ` to ${inert(database.target, 120)}`}`]),
    ...(undoes === undefined ? [] : [`which undoes ${inert(undoes, 120)}`]),
  ].join(' ');

/** The outcome is settled: nobody may be told that he joined what is over. */
function afterClosing(course: Course, sent: RollbackRequest, speaker: Speaker): Said {
  const request = inertRequest(sent);
  const who = request.requestedBy ?? request.trigger?.name ?? 'somebody';
  const { late } = course;
  if (late !== undefined && !wantsTheSame(late, request)) {
    const sentence = `this run is closing, and another request (${inert(late.reason)}) begins right after: ask again then`;
    note(course, `${who}: ${sentence}`);
    return { said: sentence, answer: 'differs' };
  }
  course.late = late === undefined ? toStartWith(sent) : raisedTo(request.severity, late);
  const sentence = `this run is closing; the request (${request.reason}) begins as a run of its own right after`;
  note(course, sentence, who);
  rememberPerson(course, request, speaker, sentence);
  return { said: sentence, answer: 'joined' };
}

/** As it was sent, for its signature covers every letter; without what only a message carries. */
const toStartWith = ({ messageId: _id, run: _run, ...request }: RollbackRequest & Sent): RollbackRequest => request;

/** Another severity is not what the server signed. */
function raisedTo(severity: Severity | undefined, late: RollbackRequest): RollbackRequest {
  if (severity !== 'SEV1' || late.severity === 'SEV1') return late;
  const { relayed: _relayed, ...unsigned } = late;
  return { ...unsigned, severity };
}

/** Who asks for the canary to be taken out does not join a run that gives it back. */
const isAgainstUndo = ({ undone }: Course, { scope, undoes }: RollbackRequest): boolean =>
  undone !== undefined && scope === 'canary' && undoes === undefined;

function rememberPerson(
  course: Course,
  { requestedBy: by }: RollbackRequest,
  { identity }: Speaker,
  text: string,
): void {
  if (by !== undefined) remember(course, { message: 'request', by, identity, text });
}

/** Joined when target, method and scope agree or are silent; severity is raised, never lowered. */
export function joinRequest(course: Course, sent: RollbackRequest, speaker: Speaker): Said {
  if (course.phase === 'closing') return afterClosing(course, sent, speaker);
  const request = inertRequest(sent);
  const same = wantsTheSame(asked(course), request) && !isAgainstUndo(course, request);
  const who = request.requestedBy ?? request.trigger?.name ?? 'somebody';
  if (request.severity === 'SEV1') makeUrgent(course);
  const first = same ? overtake(course, request, speaker) : undefined;
  const sentence = same
    ? `${who} asks for the same rollback (${request.reason}): ${first?.said ?? 'joined'}`
    : `${who} asks for another way (${anotherWay(request)}): this run goes on as planned; \`decide\` can change it where it waits`;
  note(course, sentence, who);
  if (same) standFor(course, request, speaker);
  rememberPerson(course, request, speaker, sentence);
  const isJoined = same && (first?.isDone !== false || askedByMachine(request));
  return { said: sentence, answer: isJoined ? 'joined' : 'differs' };
}
