import type { Report } from '../report.js';
import { paragraph } from './markdown.js';

/** The schema: where it stands, what it cost, and what to restore from. */
export function databaseLines({ database }: Report): string[] {
  if (database === undefined) return [];
  const {
    state,
    from,
    to,
    steps,
    lost,
    alreadyLost,
    services = [],
    snapshot,
    restorableTo,
    rehearsedAt,
    order,
  } = database;
  const net = restorableTo === undefined ? '' : `; besides, it could be restored to ${restorableTo}`;
  return [
    `- ${paragraph(state)}`,
    `- From ${from.join(', ')} to ${to.join(', ') || 'nothing'}, ${order}: ${steps.join(', ')}`,
    `- Lost or changed by the downgrade: ${paragraph(lost.join(', ') || 'nothing')}`,
    `- Lost by the upgrade before it, and back empty: ${paragraph(alreadyLost.join(', ') || 'nothing')}`,
    ...services.map((each) => `- On it: ${paragraph(each)}`),
    `- Backup ${snapshot}${net}; rehearsed ${rehearsedAt}`,
  ];
}
