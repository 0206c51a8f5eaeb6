// Follows a run to its end: a state card that is drawn over at a terminal, one line per event elsewhere.
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { cardOf } from '../client/card.js';
import { endedByTemporalCard, isEndedByTemporal } from '../client/ended-by-temporal.js';
import { type Execution, isOpen } from '../client/execution.js';
import { readStatus, type Seen } from '../client/status.js';
import type { Status } from '../status.js';
import type { Terminal } from './terminal.js';

interface Options {
  readonly json: boolean;
  /** Milliseconds between two looks. */
  readonly every?: number;
}

/** Resolves with the run as it was when it closed. Throws `temporal not reached`. */
export async function watch(
  client: Client,
  terminal: Terminal,
  id: string,
  { json, every = 1_000 }: Options,
): Promise<Execution> {
  const show = json ? jsonLines(terminal) : terminal.redraws ? drawnOver(terminal) : eventLines(terminal);
  for (;;) {
    const seen = await readStatus(client, id);
    show(seen);
    if (!isOpen(seen.execution)) return seen.execution;
    await after(every);
  }
}

type Show = (seen: Seen) => void;

const drawnOver = (terminal: Terminal): Show => {
  let drawn = 0;
  return (seen) => {
    const card = cardOf(seen);
    const up = drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`;
    terminal.out(`${up}${card.join('\n')}`);
    drawn = card.length;
  };
};

const eventLines = (terminal: Terminal): Show => {
  const told = new Set<string>();
  return (seen) => {
    for (const line of linesOf(seen)) if (!told.has(line)) terminal.out(line);
    for (const line of linesOf(seen)) told.add(line);
  };
};

const linesOf = (seen: Seen): string[] => {
  if (isEndedByTemporal(seen)) return endedByTemporalCard(seen);
  if (seen.from === 'temporal') return [`${seen.execution.id} does not answer; Temporal says ${seen.execution.state}`];
  const { timeline, doing, phase, phaseSince } = seen.status;
  return [
    ...timeline.map(({ at, text, by }) => `${at} ${text}${by === undefined ? '' : ` (${by})`}`),
    `${phaseSince} ${phase}: ${doing}`,
  ];
};

const jsonLines = (terminal: Terminal): Show => {
  let last = '';
  return (seen) => {
    const shown: Status | Execution = seen.from === 'the run' ? seen.status : seen.execution;
    const line = JSON.stringify(shown);
    if (line !== last) terminal.out(line);
    last = line;
  };
};
