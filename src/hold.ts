// The tag `runback:hold` on a task definition: not deployed here again and not returned to, until lifted (design §1).
import { tagValueFor } from './tag-value.js';

export const holdKey = 'runback:hold';

const longestValue = 250;
const longestName = 60;
// Without characters that AWS does not allow in a tag.
const leftBy = 'rolled back from: ';

export interface Hold {
  /** ISO time; absent where a person wrote something else. */
  readonly since?: string;
  readonly why: string;
  /** A security fix came after it: not even an approver may choose it. */
  readonly blocked?: true;
  /** Who set it, with `_` for spaces. */
  readonly by?: string;
  /** ISO time from which on it counts no more. */
  readonly until?: string;
  /** Of a rollback that restored traffic by leaving this release: its request. */
  readonly rolledBackBy?: string;
}

/** The hold on the release that a rollback left, from the moment it restored traffic (ISO time). */
export const writeHold = (restoredAt: string, requestId: string): string =>
  `${restoredAt} ${leftBy}${requestId}`.slice(0, longestValue);

/** A security fix came after it: blocked, and by the same request. */
export const writeBlock = (restoredAt: string, requestId: string): string =>
  `${restoredAt} blocked ${leftBy}${requestId}`.slice(0, longestValue);

export interface HoldByPerson {
  /** ISO times. */
  readonly since: string;
  readonly until?: string;
  readonly by: string;
  readonly why: string;
  readonly blocked: boolean;
}

/** As AWS keeps it: "2026-11-27T02:00:00.000Z blocked by=ann until=2026-12-01T00:00:00.000Z - login loop". */
export function writeHoldByPerson({ since, until, by, why, blocked }: HoldByPerson): string {
  const name = tagValueFor(by).trim().replaceAll(/\s+/g, '_').slice(0, longestName);
  const words = [
    since,
    ...(blocked ? ['blocked'] : []),
    `by=${name}`,
    ...(until === undefined ? [] : [`until=${until}`]),
    '-',
    tagValueFor(why).trim().replaceAll(/\s+/g, ' '),
  ];
  return words.join(' ').slice(0, longestValue).trim();
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT\S+$/.test(text) && !Number.isNaN(Date.parse(text));

export function readHold(value: string): Hold {
  const [since = '', ...words] = value.split(/\s+/);
  if (!isTime(since)) return { why: value };
  const said: { blocked?: true; by?: string; until?: string } = {};
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const [, key, text = ''] = /^(by|until)=(\S+)$/.exec(word) ?? [];
    if (word === 'blocked') said.blocked = true;
    else if (key === 'by') said.by = text;
    else if (key === 'until' && isTime(text)) said.until = text;
    else break;
    words.shift();
  }
  // What a person wrote begins after it, whatever it looks like.
  if (words[0] === '-') words.shift();
  const why = words.join(' ');
  return { since, why, ...said, ...(why.startsWith(leftBy) ? { rolledBackBy: why.slice(leftBy.length) } : {}) };
}

/** The hold that a tag says, unless there is none or its end has passed. `now`: ISO time. */
export function holdInForce(tag: string | undefined, now: string): Hold | undefined {
  if (tag === undefined) return undefined;
  const hold = readHold(tag);
  return hold.until === undefined || Date.parse(hold.until) > Date.parse(now) ? hold : undefined;
}

/** "held since 23 November by ann until 1 December (login loop)", without the verb. */
export const holdInWords = ({ since, by, until, why }: Hold, day: (at: string) => string): string =>
  [
    ...(since === undefined ? [] : [`since ${day(since)}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(until === undefined ? [] : [`until ${day(until)}`]),
    ...(why === '' ? [] : [since === undefined ? why : `(${why})`]),
  ].join(' ');
