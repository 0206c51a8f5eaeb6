import { withWindow } from '../src/promql.js';
import type { Step } from '../src/trigger-facts.js';
import type { Prometheus } from './prometheus.js';

/** Milliseconds. */
export interface Newest {
  readonly now: number;
  readonly step: number;
  readonly count: number;
}

/** The newest steps, the last of them ending now, each over a window as long as itself. Throws when Prometheus does not answer. */
export async function readSteps(
  prometheus: Prometheus,
  queries: { readonly value: string; readonly count: string },
  { now, step, count }: Newest,
): Promise<Step[]> {
  const range = { from: now - (count - 1) * step, to: now, step };
  const [values, counts] = await Promise.all([
    prometheus.valuesBetween(withWindow(queries.value, step), range),
    prometheus.valuesBetween(withWindow(queries.count, step), range),
  ]);
  return values.map(({ at, value }, index) => ({
    at: new Date(at).toISOString(),
    value,
    count: counts[index]?.value ?? null,
  }));
}
