// Whether a window was measured whole: every step, without a gap, on enough requests.
import type { Step } from '../trigger-facts.js';
import { grouped } from './wording.js';

export interface MeasuredStep extends Step {
  readonly value: number;
  readonly count: number;
}

export interface WindowLimits {
  readonly steps: number;
  /** Requests, or attempts, in the whole window. */
  readonly minimum: number;
  /** The same in each of its steps. */
  readonly minimumPerStep?: number;
}

/** How people call it: "minutes", "an error rate", "the error rate", "requests". */
export interface Called {
  readonly steps: string;
  readonly a: string;
  readonly the: string;
  readonly counted: string;
}

/** The newest steps, or why they are no whole window. */
export function measuredWindow(
  given: readonly Step[],
  limits: WindowLimits,
  called: Called,
): readonly MeasuredStep[] | string {
  const newest = given.slice(-limits.steps);
  const measured = newest.filter(isMeasured);
  if (measured.length < limits.steps)
    return `only ${measured.length} of ${limits.steps} ${called.steps} have ${called.a}`;
  if (hasGap(newest)) return `there is a gap in the last ${limits.steps} ${called.steps} of ${called.the}`;
  return tooFew(measured, limits, called) ?? measured;
}

const isMeasured = (step: Step): step is MeasuredStep =>
  step.value !== null &&
  Number.isFinite(step.value) &&
  step.value >= 0 &&
  step.count !== null &&
  Number.isFinite(step.count) &&
  step.count > 0;

const totalOf = (steps: readonly MeasuredStep[]): number => steps.reduce((sum, { count }) => sum + count, 0);

/** Weighted by the requests of each step. */
export const averageOf = (steps: readonly MeasuredStep[]): number =>
  steps.reduce((sum, { value, count }) => sum + value * count, 0) / totalOf(steps);

function tooFew(
  measured: readonly MeasuredStep[],
  { steps, minimum, minimumPerStep = 0 }: WindowLimits,
  { steps: named, counted }: Called,
): string | undefined {
  const total = totalOf(measured);
  if (total < minimum)
    return `only ${grouped(total)} ${counted} in ${steps} ${named}; ${grouped(minimum)} are needed to judge`;
  const least = Math.min(...measured.map(({ count }) => count));
  if (least >= minimumPerStep) return undefined;
  return `only ${grouped(least)} ${counted} in one of ${steps} ${named}; ${grouped(minimumPerStep)} are needed in each`;
}

/** A step that is missing altogether shows as a distance longer than the others. */
function hasGap(steps: readonly Step[]): boolean {
  const times = steps.map(({ at }) => Date.parse(at));
  const distances = times.slice(1).map((at, index) => at - (times[index] ?? at));
  if (!distances.every((distance) => distance > 0)) return true;
  return Math.max(...distances) > 1.5 * Math.min(...distances);
}
