// What a gate needs now, as far as it is not there yet: it changes while people answer, and once it is proven who asked.
import { countedInWords } from '../src/database/assessment.js';
import { approvalsNeeded, approvalsThatCount, requesterInDoubt } from '../src/requester.js';
import { type Course, entryOf } from './course.js';

/** Checklist items that a person still confirms. */
export const openConfirmations = (course: Course): string[] =>
  (course.gate?.confirmations ?? []).filter((item) =>
    course.checklist.some((each) => each.item === item && each.how !== 'person'),
  );

/** Data is never in one person's hand (design §7). */
const approversOfData = 2;

const needed = (course: Course): number =>
  Math.max(course.database === undefined ? 0 : approversOfData, approvalsNeeded(entryOf(course), course.requester));

export const isApproved = (course: Course): boolean =>
  approvalsThatCount(course.gate?.approvals ?? [], course.requester).length >= needed(course) &&
  openConfirmations(course).length === 0;

/** The gate's own doubts, and the one about who asked, which a proven request takes away. */
export function doubtsNow(course: Course): string[] {
  const inDoubt = requesterInDoubt(entryOf(course), course.requester);
  return [...(inDoubt === undefined ? [] : [inDoubt]), ...(course.gate?.doubts ?? [])];
}

export const whyAsked = (course: Course): string => doubtsNow(course)[0] ?? whatIsAtStake(course);

/** What is lost, in numbers, is what an approver of data answers for. */
function whatIsAtStake({ database }: Course): string {
  if (database === undefined) return 'the policy asks for approval';
  const { losses, database: name } = database.assessment;
  const lost = losses.length === 0 ? 'nothing is lost' : `lost for good: ${losses.map(countedInWords).join(', ')}`;
  return `the database ${name} is taken back; ${lost}; backup ${database.backup.id}`;
}

/** "2 approvers (not olga) and confirmation of backup-plan" */
export function whoAnswers(course: Course): string {
  const { by } = course.requester;
  const confirmations = openConfirmations(course);
  const many = needed(course);
  return [
    `${many} approver${many === 1 ? '' : 's'}`,
    by === undefined ? '' : ` (not ${by})`,
    confirmations.length === 0 ? '' : ` and confirmation of ${confirmations.join(', ')}`,
  ].join('');
}
