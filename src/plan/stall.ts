// When a deployment that serves beside another release gets no further: later than any step of it takes with these settings.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Situation } from '../situation.js';
import { slowestOf } from './duration.js';

/** A step that takes half as long again is slow, not stalled. */
const patience = 1.5;

type Settings = Pick<Situation, 'taskStartSeconds' | 'targetGroups'>;

/**
 * Milliseconds without progress: start, health checks and deregistration of one batch, seen one poll later. Undefined where they are not known.
 * In quick time the load balancer's settings are said unscaled, while the start was measured.
 */
export function stalledAfter(
  { taskStartSeconds, targetGroups }: Settings,
  { timings, timeScale = 1 }: Pick<CatalogueEntry, 'timings' | 'timeScale'>,
): number | undefined {
  if (taskStartSeconds.state !== 'known' || targetGroups.state !== 'known') return undefined;
  const { health, drain } = slowestOf(targetGroups.value);
  const step = taskStartSeconds.value + (health + drain) / timeScale;
  return Math.round(patience * step * 1_000) + timings.poll;
}
