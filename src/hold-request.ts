// What a person says when a release is to be held: parsed by a total function, a sentence for each part that is wrong.
import { readDay, readDuration } from './catalogue/units.js';
import type { HoldByPerson } from './hold.js';

export interface HoldAsked {
  readonly by: string;
  readonly reason?: string;
  readonly until?: string;
  readonly block?: boolean;
}

export type HoldRead =
  | { readonly ok: true; readonly hold: HoldByPerson }
  | { readonly ok: false; readonly problems: readonly string[] };

const longestReason = 150;
const longestName = 60;

/** `now`: ISO time. */
export function readHoldAsked({ by, reason, until, block = false }: HoldAsked, now: string): HoldRead {
  const why = (reason ?? '').trim();
  const ends = until === undefined ? undefined : endOf(until, now);
  const problems = [
    ...(why === '' ? ['say why with --reason: whoever meets the hold reads it'] : []),
    ...(why.length > longestReason ? [`the reason has ${why.length} characters; a tag takes ${longestReason}`] : []),
    ...(by.trim() === '' || by.length > longestName ? [`who says so has 1 to ${longestName} characters`] : []),
    ...(ends === 'wrong' ? [`expected "3 days", 2026-12-24 or a time such as 2026-12-24T08:00Z after --until`] : []),
    ...(ends === 'past' ? ['the end of the hold has passed already'] : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    hold: { since: now, by: by.trim(), why, blocked: block, ...(ends === undefined ? {} : { until: ends }) },
  };
}

/** A day means its end, so that "until Friday" has Friday in it; UTC. */
function endOf(written: string, now: string): string {
  const duration = readDuration(written);
  const time = duration === undefined ? timeOf(written.trim()) : Date.parse(now) + duration;
  if (Number.isNaN(time)) return 'wrong';
  return time <= Date.parse(now) ? 'past' : new Date(time).toISOString();
}

function timeOf(written: string): number {
  const day = readDay(written);
  if (day !== undefined) return Date.parse(`${day}T23:59:59.000Z`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(written)
    ? Date.parse(written)
    : Number.NaN;
}
