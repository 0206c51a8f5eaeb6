import { oneLine, shortName, tasksByRelease } from '../runbook/wording.js';
import type { Status } from '../status.js';

/** "v1.2.3 → v1.2.2 (ran 26 h without trouble)" */
export function wayLine({ from, to, because }: Status): string[] {
  if (from === undefined) return [];
  if (to === undefined) return [`From ${shortName(from)}; no target is chosen`];
  return [`${shortName(from)} → ${shortName(to)}${because === undefined ? '' : ` (${oneLine(because, 160)})`}`];
}

export const toldLine = ({ told }: Status): string[] =>
  told.length === 0 ? [] : [`Told: ${oneLine(told.join(' · '))}`];

export const linkLine = ({ dashboard }: Status): string[] => (dashboard === undefined ? [] : [`Look: ${dashboard}`]);

export const servingNow = ({ serving }: Status): string =>
  serving.length === 0 ? 'what serves was not read yet' : tasksByRelease(serving);
