// The tag `runback:hold` on a task definition: not deployed here again and not returned to, until lifted (design §1).
export const holdKey = 'runback:hold';

const longestValue = 250;
// Without characters that AWS does not allow in a tag.
const leftBy = 'rolled back from: ';

export interface Hold {
  /** ISO time; absent where a person wrote something else. */
  readonly since?: string;
  readonly why: string;
  /** Of a rollback that restored traffic by leaving this release: its request. */
  readonly rolledBackBy?: string;
}

/** The hold on the release that a rollback left, from the moment it restored traffic (ISO time). */
export const writeHold = (restoredAt: string, requestId: string): string =>
  `${restoredAt} ${leftBy}${requestId}`.slice(0, longestValue);

export function readHold(value: string): Hold {
  const [, since, why = ''] = /^(\d{4}-\d\d-\d\dT\S+)\s*(.*)$/.exec(value) ?? [];
  if (since === undefined || Number.isNaN(Date.parse(since))) return { why: value };
  return { since, why, ...(why.startsWith(leftBy) ? { rolledBackBy: why.slice(leftBy.length) } : {}) };
}
