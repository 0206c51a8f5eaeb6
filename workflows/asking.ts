// How a gate asks: the one place where channels are told that somebody is waited for, and where that reached nobody.
import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Moment } from '../src/asking.js';
import { clock } from '../src/runbook/wording.js';
import { tell } from './communication.js';
import { type Course, note, now } from './course.js';
import { refresh } from './show.js';
import { takeBackPage, tellByPage } from './telling-proxies.js';

/** Channels are told here; each stands in `course.delivered` once the question reached somebody. Never waited for. */
export function ask(course: Course, moment: Moment, until: string): void {
  const asks = `until ${clock(until)}`;
  if (moment !== 'not delivered') tell(course, 'asked', { says: inWords(course, moment) });
  if (moment === 'asked') course.delivered.clear();
  else if (moment === 'not delivered') pageWhereNothingWasDelivered(course, asks);
  else note(course, `approval: ${moment}, ${asks}`);
  if (moment === 'asked again') pageForApproval(course, asks);
  refresh(course);
}

function inWords({ waiting }: Course, moment: Moment): string {
  const asked = `Waiting for approval from ${waiting?.from ?? 'an approver'}: ${waiting?.why ?? ''}. If nobody answers by ${clock(waiting?.until ?? now())}: ${waiting?.then ?? ''}`;
  return moment === 'asked' ? asked : `${asked} (${moment})`;
}

function pageWhereNothingWasDelivered(course: Course, asks: string): void {
  if (course.delivered.size > 0) return;
  note(course, 'nobody was reached on any channel: the next person is paged');
  pageForApproval(course, asks);
}

/** One incident a gate: asked again, the paging service goes on to the next person by itself. */
function pageForApproval(course: Course, asks: string): void {
  const { entry, run } = course;
  if (entry?.paging === undefined) {
    note(course, 'nobody could be paged for approval: no paging service in the catalogue');
    return;
  }
  const dedupKey = `runback/${run.workflowId}/${run.runKey}/approval`;
  const page = { dedupKey, why: asks, scope: new CancellationScope(), isOver: false };
  course.approvalPage = page;
  const summary = `Rollback of ${entry.service} ${entry.environment} waits for approval ${asks}: runback status ${entry.service} --env ${entry.environment}`;
  const details = { phase: course.phase };
  page.scope
    .run(() => tellByPage({ entry, action: 'trigger', dedupKey, summary, severity: 'critical', details }))
    .then(() => {
      const line = `on-call paged for approval ${clock(now())}`;
      if (course.told.length < 5) course.told.push(line);
      note(course, 'paged the on-call for approval');
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) note(course, `the on-call could not be paged for approval: ${String(error)}`);
    })
    .finally(() => {
      page.isOver = true;
    });
}

/** Once the gate is over nobody is asked any more. Not awaited by the rollback, but by its end. */
export function takeBackAsking(course: Course): void {
  const { approvalPage, entry } = course;
  if (approvalPage === undefined || entry === undefined) return;
  delete course.approvalPage;
  const { dedupKey, scope } = approvalPage;
  if (!approvalPage.isOver) scope.cancel();
  const summary = `Rollback of ${entry.service} ${entry.environment} waits for approval no more`;
  course.takenBack = takeBackPage({ entry, action: 'resolve', dedupKey, summary, severity: 'info', details: {} }).then(
    () => note(course, 'the page for approval was resolved'),
    (error: unknown) => note(course, `the page for approval could not be resolved: ${String(error)}`),
  );
}
