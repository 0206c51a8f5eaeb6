// What a gate needs now, as far as it is not there yet: it changes while people answer, and once it is proven who asked.

import type { AtStake } from '../src/break-glass.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { dataAtStake, lossesInWords } from '../src/database/loss-words.js';
import { rehearsedInWords } from '../src/database/rehearsal-text.js';
import { servicesInDoubt } from '../src/database/services-on.js';
import { approvalsNeeded, approvalsThatCount, requesterInDoubt } from '../src/requester.js';
import { type Course, entryOf } from './course.js';

/** Data is never in one person's hand, and never in a hand that is only claimed (design §7). */
const approversOfData = 2;

/** The catalogue's word, as this gate takes it. */
function asked(course: Course): CatalogueEntry {
  const entry = entryOf(course);
  if (course.database === undefined) return entry;
  const approvals = Math.max(approversOfData, entry.policy.approvals);
  return { ...entry, policy: { ...entry.policy, approvals, identity: 'authenticated' } };
}

/** Checklist items that a person still confirms. */
const openConfirmations = (course: Course): string[] =>
  (course.gate?.confirmations ?? []).filter((item) =>
    course.checklist.some((each) => each.item === item && each.how !== 'person'),
  );

export const isApproved = (course: Course): boolean =>
  approvalsThatCount(course.gate?.approvals ?? [], course.requester).length >=
    approvalsNeeded(asked(course), course.requester) && openConfirmations(course).length === 0;

/** The gate's own doubts, and the one about who asked, which a proven request takes away. */
export function doubtsNow(course: Course): string[] {
  const inDoubt = requesterInDoubt(asked(course), course.requester);
  return [...(inDoubt === undefined ? [] : [inDoubt]), ...(course.gate?.doubts ?? [])];
}

/** What is lost, in numbers, is what an approver of data answers for; else the first doubt. */
export function whyAsked(course: Course): string {
  const [doubt] = doubtsNow(course);
  if (course.database === undefined) return doubt ?? 'the policy asks for approval';
  const { assessment, backup, rehearsal, order } = course.database;
  const isAfter = order.order === 'application-first';
  return [
    `the database ${assessment.database} is taken back${isAfter ? `, after the application: ${order.because}` : ''}`,
    ...dataAtStake(assessment),
    ...servicesInDoubt(assessment.services),
    ...rehearsedInWords(rehearsal),
    `backup ${backup.id}`,
    ...(doubt === undefined ? [] : [doubt]),
  ].join('; ');
}

/** "2 approvers (not olga) and confirmation of backup-plan" */
export function whoAnswers(course: Course): string {
  const { by } = course.requester;
  const confirmations = openConfirmations(course);
  const needed = approvalsNeeded(asked(course), course.requester);
  return [
    `${needed} approver${needed === 1 ? '' : 's'}`,
    by === undefined ? '' : ` (not ${by})`,
    confirmations.length === 0 ? '' : ` and confirmation of ${confirmations.join(', ')}`,
  ].join('');
}

/** What break-glass has to be said of, while the gate of a database is open. */
export function atStake({ gate, database, entry }: Course): AtStake | undefined {
  if (gate === undefined || database === undefined) return undefined;
  return { lost: lossesInWords(database.assessment), isPaged: entry?.paging !== undefined };
}
