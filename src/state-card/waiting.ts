import { between, inWords } from '../runbook/durations.js';
import { clock, oneLine } from '../runbook/wording.js';
import type { Status, Waiting } from '../status.js';

/** What the run waits for, from whom, until when, and what happens then. */
export function waitingLines({ waiting, paused }: Status, now: string): string[] {
  if (waiting === undefined || waiting.what === 'resume') return [pausedLine(paused, now)];
  const beside = waiting.beside === undefined ? [] : [`Meanwhile ${oneLine(waiting.beside, 300)}`];
  return [whatFor(waiting, now), ...andThen(waiting, now), ...beside];
}

const pausedLine = (paused: Status['paused'], now: string): string =>
  paused === undefined
    ? 'Nobody is needed now'
    : `⏸ Paused by ${oneLine(paused.by, 60)} since ${inWords(between(paused.since, now))}: no next change until resumed`;

function whatFor({ what, why, from, since }: Waiting, now: string): string {
  if (what === 'nothing') return `Nobody is needed now: ${oneLine(why, 240)}`;
  const whom = what === 'the operator' ? '' : `, from ${oneLine(from, 120)}`;
  return `⏸ Waiting for ${what} since ${inWords(between(since, now))}${whom}: ${oneLine(why, 400)}`;
}

function andThen({ what, until, then, byItself }: Waiting, now: string): string[] {
  const mended = byItself === undefined ? '' : `Goes on by itself as soon as ${byItself}. `;
  if (until === undefined || then === undefined) return mended === '' ? [] : [mended.trim()];
  const when =
    what === 'nothing' ? `At ${clock(until)}` : `If nobody answers by ${clock(until)}${left(what, until, now)}`;
  return [`${mended}${when}: ${oneLine(then, 160)}`];
}

/** A gate is counted down. */
function left(what: Waiting['what'], until: string, now: string): string {
  const ms = between(now, until);
  return what === 'approval' && ms > 0 ? ` (in ${inWords(ms)})` : '';
}
