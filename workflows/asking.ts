// How a gate asks: the one place where channels are told that somebody is waited for, and where that reached nobody.
import type { Moment } from '../src/asking.js';
import { clock } from '../src/runbook/wording.js';
import { tell } from './communication.js';
import { type Course, note, now } from './course.js';
import { handPage } from './paging-link.js';
import { refresh } from './show.js';

/** Channels are told here; each stands in the gate's `delivered` once the question reached somebody. Never waited for. */
export function ask(course: Course, moment: Moment, until: string): void {
  const asks = `until ${clock(until)}`;
  if (moment !== 'not delivered') askChannels(course, moment);
  if (moment === 'not delivered') pageWhereNothingWasDelivered(course, asks);
  else if (moment !== 'asked') note(course, `approval: ${moment}, ${asks}`);
  if (moment === 'asked again') pageForApproval(course, asks);
  refresh(course);
}

function askChannels(course: Course, moment: Moment): void {
  const notice = tell(course, 'asked', { says: inWords(course, moment) });
  if (notice !== undefined) course.gate?.asked.add(notice);
}

function inWords({ waiting }: Course, moment: Moment): string {
  const asked = `Waiting for approval from ${waiting?.from ?? 'an approver'}: ${waiting?.why ?? ''}. If nobody answers by ${clock(waiting?.until ?? now())}: ${waiting?.then ?? ''}`;
  return moment === 'asked' ? asked : `${asked} (${moment})`;
}

function pageWhereNothingWasDelivered(course: Course, asks: string): void {
  if ((course.gate?.delivered.size ?? 0) > 0) return;
  note(course, 'nobody was reached on any channel: the next person is paged');
  pageForApproval(course, asks);
}

/** One incident a gate: asked again, the paging service goes on to the next person by itself. */
function pageForApproval(course: Course, asks: string): void {
  const { entry, run, gate, gates } = course;
  if (entry?.paging === undefined || gate === undefined) {
    note(course, 'nobody could be paged for approval: no paging service in the catalogue');
    return;
  }
  gate.page = `runback/${run.workflowId}/${run.runKey}/approval${gates > 1 ? `/${gates}` : ''}`;
  const summary = `Rollback of ${entry.service} ${entry.environment} waits for approval ${asks}: runback status ${entry.service} --env ${entry.environment}`;
  const details = { phase: course.phase };
  handPage(course, { about: 'approval', action: 'trigger', dedupKey: gate.page, summary, details });
}

/** Once the gate is over nobody is asked any more: a page that did not go out yet never will. */
export function takeBackAsking(course: Course): void {
  const { gate, entry } = course;
  if (gate?.page === undefined || entry === undefined) return;
  const summary = `Rollback of ${entry.service} ${entry.environment} waits for approval no more`;
  handPage(course, { about: 'approval', action: 'resolve', dedupKey: gate.page, summary, details: {} });
}
