import type { Timings } from './entry.js';

/** Never scaled (design §3): how often Runback looks and how long it waits for one answer. */
const asInProduction = ['poll', 'metricsPoll', 'guardEvery', 'escalationLook', 'httpTimeout'] as const;

const divided = (ms: number, timeScale: number): number => Math.max(1, Math.round(ms / timeScale));

/** Every duration of the runbook and of policy divided by `timeScale`, at least 1 ms. */
export function scaleTimings(timings: Timings, timeScale: number): Timings {
  const scaled = Object.entries(timings).map(([name, value]: [string, number | Timings['methods']]) => [
    name,
    typeof value === 'number' ? divided(value, timeScale) : scaleMethods(value, timeScale),
  ]);
  const unscaled = asInProduction.map((name) => [name, timings[name]]);
  return Object.fromEntries([...scaled, ...unscaled]) as Timings;
}

const scaleMethods = (methods: Timings['methods'], timeScale: number): Timings['methods'] =>
  Object.fromEntries(
    Object.entries(methods).map(([method, { expected, budget }]) => [
      method,
      { expected: divided(expected, timeScale), budget: divided(budget, timeScale) },
    ]),
  ) as Timings['methods'];
