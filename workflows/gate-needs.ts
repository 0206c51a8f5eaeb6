// What a gate needs now, as far as it is not there yet: it changes while people answer, and once it is proven who asked.
import { approvalsNeeded, approvalsThatCount, requesterInDoubt } from '../src/requester.js';
import { type Course, entryOf } from './course.js';

/** Checklist items that a person still confirms. */
const openConfirmations = (course: Course): string[] =>
  (course.gate?.confirmations ?? []).filter((item) =>
    course.checklist.some((each) => each.item === item && each.how !== 'person'),
  );

export const isApproved = (course: Course): boolean =>
  approvalsThatCount(course.gate?.approvals ?? [], course.requester).length >=
    approvalsNeeded(entryOf(course), course.requester) && openConfirmations(course).length === 0;

/** The gate's own doubts, and the one about who asked, which a proven request takes away. */
export function doubtsNow(course: Course): string[] {
  const inDoubt = requesterInDoubt(entryOf(course), course.requester);
  return [...(inDoubt === undefined ? [] : [inDoubt]), ...(course.gate?.doubts ?? [])];
}

export const whyAsked = (course: Course): string => doubtsNow(course)[0] ?? 'the policy asks for approval';

/** "2 approvers (not olga) and confirmation of backup-plan" */
export function whoAnswers(course: Course): string {
  const { by } = course.requester;
  const confirmations = openConfirmations(course);
  const needed = approvalsNeeded(entryOf(course), course.requester);
  return [
    `${needed} approver${needed === 1 ? '' : 's'}`,
    by === undefined ? '' : ` (not ${by})`,
    confirmations.length === 0 ? '' : ` and confirmation of ${confirmations.join(', ')}`,
  ].join('');
}
