import { isAnswered } from '../src/runbook/escalation.js';
import { type Course, entryOf, note } from './course.js';
import type { Ended } from './endings.js';
import { handPage } from './paging-link.js';

/** Once for each reason. A page that fails is a line in the timeline. */
export function pageOperator(course: Course, why: string, inShort = why): void {
  const { entry, operatorPage } = course;
  if (entry?.paging === undefined) {
    note(course, 'nobody could be paged: no paging service in the catalogue');
    return;
  }
  if (operatorPage?.why === why) return;
  const dedupKey = `runback/${course.run.workflowId}/${course.run.runKey}/operator`;
  course.operatorPage = { dedupKey, why };
  const summary = `Rollback of ${entry.service} ${entry.environment} needs a person: ${inShort}`.slice(0, 1_000);
  handPage(course, { about: 'the operator', action: 'trigger', dedupKey, summary, details: { phase: course.phase } });
}

/** Where production is not well and nobody took it in hand, the page stays open. */
export function takeBackOperatorPage(course: Course, { outcome }: Ended): void {
  const { operatorPage } = course;
  if (operatorPage === undefined || !isAnswered(outcome)) return;
  const { dedupKey } = operatorPage;
  const summary = `The rollback of ${entryOf(course).service} is closing: ${course.doing}`.slice(0, 1_000);
  handPage(course, { about: 'the operator', action: 'resolve', dedupKey, summary, details: {} });
}
