// Tags on a canary's service, readable by the next run when the one that set them is gone: that it was begun, how it was scaled.
import type { SuspendedScaling } from './canary.js';

export const scalingMarkKey = 'runback:scaling';
export const canaryMarkKey = 'runback:canary';

const word = (suspended: boolean): string => (suspended ? 'suspended' : 'on');

export const writeScalingMark = ({ in: scalesIn, out, scheduled }: SuspendedScaling): string =>
  `in=${word(scalesIn)} out=${word(out)} scheduled=${word(scheduled)}`;

const scalingShape = /^in=(on|suspended) out=(on|suspended) scheduled=(on|suspended)$/;

/** Undefined for anything that Runback did not write. */
export function readScalingMark(value: string): SuspendedScaling | undefined {
  const [, scalesIn, out, scheduled] = scalingShape.exec(value) ?? [];
  if (scheduled === undefined) return undefined;
  return { in: scalesIn === 'suspended', out: out === 'suspended', scheduled: scheduled === 'suspended' };
}

/** A rollback of the canary that was begun and not closed, at that ISO time. */
export interface CanaryMark {
  readonly runKey: string;
  readonly at: string;
}

export const writeCanaryMark = ({ runKey, at }: CanaryMark): string => `at=${at} run=${runKey}`.slice(0, 256);

const markShape = /^at=(\d{4}-\d\d-\d\dT[\d:.]+Z) run=(\S+)$/;
// A run waits for its operator for a day; what is older was left by nobody who still means it.
const countsForMs = 25 * 3_600_000;

/** The mark while it counts; undefined for anything else. `now`: ISO time. */
export function readCanaryMark(value: string, now: string): CanaryMark | undefined {
  const [, at, runKey] = markShape.exec(value) ?? [];
  if (at === undefined || runKey === undefined) return undefined;
  return Date.parse(now) - Date.parse(at) <= countsForMs ? { runKey, at } : undefined;
}
