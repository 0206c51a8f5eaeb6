// What people said that counted: for the audit, in which names and words outlive Temporal's history.
import { cutToCharacters } from '../src/bytes.js';
import type { Spoken } from '../src/rollback.js';
import { type Course, nameLimit, now } from './course.js';

const most = 300;
const textLimit = 300;

/** The first and the newest are kept when there are too many. */
export function remember({ spoken }: Course, { by, text, ...said }: Omit<Spoken, 'at'>): void {
  if (spoken.length >= most) spoken.splice(most / 2, 1);
  spoken.push({ at: now(), ...said, by: cutToCharacters(by, nameLimit), text: cutToCharacters(text, textLimit) });
}
