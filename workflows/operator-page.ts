import { CancellationScope } from '@temporalio/workflow';
import { clock } from '../src/runbook/wording.js';
import { type Course, note, now } from './course.js';
import { tellByPage } from './telling-proxies.js';

/** Not awaited: paging never holds the rollback, and a page that fails is a line in the timeline. Once for each reason. */
export function pageOperator(course: Course, why: string, inShort = why): void {
  const { entry, operatorPage } = course;
  if (entry?.paging === undefined) {
    note(course, 'nobody could be paged: no paging service in the catalogue');
    return;
  }
  if (operatorPage?.why === why) return;
  const dedupKey = `runback/${course.run.workflowId}/${course.run.runKey}/operator`;
  const page = { dedupKey, why, scope: new CancellationScope(), isOver: false };
  course.operatorPage = page;
  const summary = `Rollback of ${entry.service} ${entry.environment} needs a person: ${inShort}`.slice(0, 1_000);
  const details = { phase: course.phase };
  page.scope
    .run(() => tellByPage({ entry, action: 'trigger', dedupKey, summary, severity: 'critical', details }))
    .then(() => {
      if (course.told.length < 5) course.told.push(`on-call paged ${clock(now())}`);
      note(course, 'paged the on-call');
    })
    .catch((error: unknown) => note(course, `the on-call could not be paged: ${String(error)}`))
    .finally(() => {
      page.isOver = true;
    });
}
