import { reportCommand } from '../next-step.js';
import type { Outcome, Times } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, oneLine, quickTime } from '../runbook/wording.js';
import type { Status } from '../status.js';
import { causeLine, linkLine, servingNow, toldLine, triedLine, wayLine } from './lines.js';

const lights: Readonly<Record<Outcome, string>> = {
  ROLLED_BACK: '✅',
  ROLLED_BACK_TO_OTHER: '✅',
  PARTIAL: '🔴',
  NOT_RECOVERED: '🔴',
  FAILED_SAFE: '🔴',
  FAILED_DIRTY: '🔴',
  SUPERSEDED: '⚪',
  NOT_NEEDED: '⚪',
  ABORTED: '⚪',
  PLANNED: '⚪',
};

/** The card of a run that is over: how it ended, what serves, how long it took, and where to read on. */
export function closedCard(status: Status, outcome: Outcome): string[] {
  const { service, environment, headline = 'closed', serving, escalated, diagnosis } = status;
  const isBad = lights[outcome] === '🔴';
  return [
    `${lights[outcome]} ${service} ${environment} · ${outcome}: ${oneLine(headline)}`,
    ...wayLine(status),
    ...(serving.length === 0 ? [] : [`Serving now: ${servingNow(status)}`]),
    `${course(status.times)}${quickTime(status)}`,
    ...(isBad && diagnosis !== undefined ? causeLine(status) : triedLine(status)),
    ...(escalated === undefined ? [] : [`Escalated: ${oneLine(escalated, 160)}`]),
    ...toldLine(status),
    ...(isBad ? nextLines(status) : []),
    `Read it: ${reportCommand(status)}`,
    ...linkLine(status),
  ];
}

const nextLines = ({ next }: Status): string[] =>
  next?.command === undefined ? [] : [`Next: ${oneLine(next.sentence, 400)}`, `Command: ${oneLine(next.command, 600)}`];

const moments: readonly (readonly [keyof Times, string])[] = [
  ['firstChangeAt', 'first change'],
  ['restoredAt', 'restored'],
  ['stableAt', 'stable'],
  ['verifiedAt', 'verified'],
  ['closedAt', 'closed'],
];

/** "Accepted 03:04 UTC · first change +10 s · restored +5 min" */
function course(times: Times): string {
  const after = moments.flatMap(([moment, name]) => {
    const at = times[moment];
    return at === undefined ? [] : [`${name} +${inWords(between(times.acceptedAt, at))}`];
  });
  return [`Accepted ${clock(times.acceptedAt)}`, ...after].join(' · ');
}
