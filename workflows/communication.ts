// Runbook › Communication, the rollback's side: what is new is written down and handed to the incident. Never waited for.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { queues } from '../src/identifiers.js';
import type { HowItEnded, Notice, NoticeKind } from '../src/notice.js';
import { calledByPeople, channelsOf, isAskedIn } from '../src/notices/channels.js';
import { noticeFrom } from '../src/notices/from-status.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, entryOf, note, now } from './course.js';
import type { ToldIncident } from './incident/told.js';
import { incidentOf } from './incident/which.js';
import { noticeSignal, type ToldOf } from './messages.js';
import { refresh, statusOf } from './show.js';

interface New {
  readonly says?: string;
  readonly ended?: HowItEnded;
}

const attempts = 3;

/** The first notice of a run: from now on its people are told. */
export function beginTelling(course: Course): void {
  const entry = entryOf(course);
  const isQuestion = course.request.planOnly === true;
  if (course.incident !== undefined || isQuestion || channelsOf(entry).length === 0) return;
  const incident: ToldIncident = { notices: 0, said: 0, told: Promise.resolve(), answers: [] };
  course.incident = incident;
  incident.told = incidentOf(course).then((id) => {
    incident.id = id;
  });
  tell(course, 'begun');
}

/** Runbook › Customer Communication: from now on the status page says how it stands. */
export function approveCustomerText(course: Course, by: string): string {
  course.customerText = { by, at: now() };
  beginTelling(course);
  tell(course, 'changed');
  return 'approved the text for customers';
}

/** Answers the notice's id; undefined where nobody was told that it began. */
export function tell(course: Course, kind: NoticeKind, { says, ended }: New = {}): string | undefined {
  const { incident } = course;
  if (incident === undefined) return undefined;
  incident.notices += 1;
  const { runKey } = course.run;
  const predictedMs = course.plan?.methods.find(({ use }) => use !== 'passed over')?.predictedMs;
  const notice = noticeFrom(statusOf(course), {
    id: `${runKey}/${course.run.runId.slice(0, 8)}/${incident.notices}`,
    kind,
    at: now(),
    runKey,
    requestId: course.requestId,
    ...(says === undefined ? {} : { says }),
    ...(ended === undefined ? {} : { ended }),
    ...(predictedMs === undefined ? {} : { predictedMs }),
  });
  incident.told = incident.told.then(() => hand(course, incident, notice));
  return notice.id;
}

/** In the order of writing. An incident that ended a moment ago is begun again. */
async function hand(course: Course, { id = '' }: ToldIncident, notice: Notice): Promise<void> {
  let why: unknown;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      if (notice.kind === 'begun' || attempt > 1) return await begin(course, id, notice);
      return await getExternalWorkflowHandle(id).signal(noticeSignal, notice);
    } catch (error) {
      why = error;
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) continue;
      const signalled = await getExternalWorkflowHandle(id)
        .signal(noticeSignal, notice)
        .then(() => true)
        .catch(() => false);
      if (signalled) return;
    }
  }
  note(course, `people could not be told (${notice.kind}): ${String(why)}`);
}

async function begin(course: Course, id: string, notice: Notice): Promise<void> {
  await startChild('incident', {
    workflowId: id,
    taskQueue: queues.main,
    args: [{ entry: entryOf(course), notices: [notice] }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

const mostSaid = 100;

/** A note, and that somebody goes ahead alone, are for everybody to read; of very many the first. */
export function tellWhatWasSaid(course: Course, says: string): void {
  const { incident } = course;
  if (incident === undefined || incident.said >= mostSaid) return;
  incident.said += 1;
  tell(course, 'said', { says });
}

/** What became of a notice: who was told, and what the checklist has to show for it. */
export function hearTold(course: Course, told: ToldOf): void {
  const { incident, entry } = course;
  if (incident === undefined || entry === undefined || !told.notice.startsWith(`${course.run.runKey}/`)) return;
  if (incident.answers.length < 200) incident.answers.push(told);
  const { channel, failed, at, link, reportedAt } = told;
  if (reportedAt !== undefined) incident.reportedAt ??= reportedAt;
  const called = calledByPeople(channel, entry);
  if (failed !== undefined) return note(course, failed, called);
  if (course.gate?.asked.has(told.notice) === true && isAskedIn(channel)) course.gate.delivered.add(channel);
  if (told.kind === 'begun' && channel !== 'Slack deployments') {
    if (course.told.length < 5) course.told.push(`${called} ${clock(at)}`);
    note(course, `told ${called}${link === undefined ? '' : `: ${link}`}`);
    takeAsEvidence(course, told, called);
  }
  refresh(course);
}

const itemOf = { Slack: 'communicate', PagerDuty: 'create-incident' } as const;

function takeAsEvidence(course: Course, { channel, at, link }: ToldOf, called: string): void {
  const item = itemOf[channel as keyof typeof itemOf];
  course.checklist = course.checklist.map((each) =>
    each.item === item && each.how !== 'person'
      ? { ...each, state: 'done', how: 'automatic', by: 'runback', at, evidence: link ?? `told ${called}` }
      : each,
  );
}
