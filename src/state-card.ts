// The state card (design §4): at most ten lines, the same words in the CLI, in Temporal's current details and wherever else.
import { cutToBytes } from './bytes.js';
import { between, inWords } from './runbook/durations.js';
import { clock, oneLine, quickTime } from './runbook/wording.js';
import { closedCard } from './state-card/closed.js';
import { causeLine, linkLine, toldLine, triedLine, wayLine, worseLine } from './state-card/lines.js';
import { answersNow, stopLine } from './state-card/verbs.js';
import { waitingLines } from './state-card/waiting.js';
import type { Rung, Status } from './status.js';

const mostLines = 10;
/** Temporal takes 20,000 bytes of current details. */
const mostBytesOfLine = 1_990;

/** `now`: ISO time at which it is read. Offers no verb that would be refused now. */
export function stateCard(status: Status, now: string): string[] {
  const whole = linesOf(status, now);
  const lines = whole.length <= mostLines ? whole : linesOf({ ...status, told: [] }, now);
  return lines.slice(0, mostLines).map((line) => cutToBytes(line, mostBytesOfLine));
}

const linesOf = (status: Status, now: string): string[] =>
  status.outcome === undefined ? openCard(status, now) : closedCard(status, status.outcome);

const openCard = (status: Status, now: string): string[] => [
  whatIsWrong(status),
  ...worseLine(status),
  ...wayLine(status),
  ...triedLine(status),
  ...openCause(status),
  ...doingLine(status, now),
  ...waitingLines(status, now),
  ...escalationLine(status, now),
  ...toldLine(status),
  ...answersNow(status),
  stopLine(status),
  ...linkLine(status),
];

/** Once it goes on, what hindered it before is in the report. */
const openCause = (status: Status): string[] => (status.waiting?.what === 'the operator' ? causeLine(status) : []);

/** The figures are as of the plan: once something was changed they are not "now" any more. */
function whatIsWrong(status: Status): string {
  const { service, environment, wrongNow, request, times } = status;
  const { firstChangeAt, restoredAt } = times;
  const figures = firstChangeAt === undefined ? wrongNow : wrongNow?.replace(/ now\b/, ` at ${clock(firstChangeAt)}`);
  const light = restoredAt === undefined ? '🔴' : '🟡';
  return `${light} ${service} ${environment} · ${oneLine(figures ?? request.reason, 200)}${quickTime(status)}`;
}

/** While people are waited for, the waiting line says it all. */
function doingLine({ doing, phase, phaseSince, rung, waiting }: Status, now: string): string[] {
  if (waiting?.what === 'approval' || waiting?.what === 'the operator') return [];
  const turn = phase === 'acting' ? rung : undefined;
  return [`${oneLine(doing, 240)}, since ${inWords(between(turn?.startedAt ?? phaseSince, now))}${timeOf(turn, now)}`];
}

/** Design §6: what a method's turn is expected to take, and what is left of it. */
function timeOf(rung: Rung | undefined, now: string): string {
  if (rung === undefined) return '';
  const left = rung.budgetMs - between(rung.startedAt, now);
  const rest = left > 0 ? `${inWords(left)} left` : 'its time is over';
  return `, usually ${inWords(rung.expectedMs)} (${rest})`;
}

function escalationLine({ escalated, escalatesAt, escalateTo, times }: Status, now: string): string[] {
  const { restoredAt } = times;
  const restored = restoredAt === undefined ? undefined : `traffic was restored at ${clock(restoredAt)}`;
  if (escalated !== undefined) {
    return [`Escalated: ${oneLine(escalated, 160)}${restored === undefined ? '' : `; ${restored}`}`];
  }
  if (restored !== undefined) return [`Escalates no more: ${restored}`];
  if (escalatesAt === undefined) return [];
  const whom = escalateTo ?? 'nobody: no paging service is in the catalogue';
  const left = between(now, escalatesAt);
  if (left <= 0) return [`Escalation to ${whom} was due at ${clock(escalatesAt)}`];
  return [`Escalates to ${whom} at ${clock(escalatesAt)} (in ${inWords(left)}) unless traffic is restored`];
}
