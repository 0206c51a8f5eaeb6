// Tags on a canary's service, readable by the next run when the one that set them is gone: that it was begun, how it was scaled.
import type { SuspendedScaling } from './canary.js';
import { tagValueFor } from './tag-value.js';

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

/** A rollback of the canary, or the undo of one, that was begun and not closed, at that ISO time. */
export interface CanaryMark {
  readonly runKey: string;
  readonly at: string;
  /** Of an undo: the id of the rollback that it undoes, as far as a tag can hold it. */
  readonly undoes?: string;
}

export function writeCanaryMark({ runKey, at, undoes }: CanaryMark): string {
  const undo = undoes === undefined ? '' : ` undoes=${oneWord(undoes)}`;
  return `at=${at} run=${runKey}${undo}`.slice(0, 256);
}

const oneWord = (id: string): string => tagValueFor(id).replace(/\s/g, '_');

const markShape = /^at=(\d{4}-\d\d-\d\dT[\d:.]+Z) run=(\S+?)(?: undoes=(\S+))?$/;
// A run waits for its operator for a day; what is older was left by nobody who still means it.
const countsForMs = 25 * 3_600_000;

/** The mark while it counts; undefined for anything else. `now`: ISO time. */
export function readCanaryMark(value: string, now: string): CanaryMark | undefined {
  const [, at, runKey, undoes] = markShape.exec(value) ?? [];
  if (at === undefined || runKey === undefined || Date.parse(now) - Date.parse(at) > countsForMs) return undefined;
  return { runKey, at, ...(undoes === undefined ? {} : { undoes }) };
}

/** Whether the mark is this one already, whenever it was set. */
export const isMarkedAs = (mark: CanaryMark | undefined, { runKey, undoes }: Omit<CanaryMark, 'at'>): boolean =>
  mark?.runKey === runKey && mark.undoes === (undoes === undefined ? undefined : oneWord(undoes));
