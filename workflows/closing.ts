// The end of a run: what serves, what was changed and put back, the report in the store, and who is told.
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { monitorId, queues } from '../src/identifiers.js';
import type { Report } from '../src/report.js';
import type { ReleaseName, TimelineEntry, Trigger } from '../src/rollback.js';
import { type Course, entryOf, named, note, now } from './course.js';
import { causeOf, type Ended } from './endings.js';
import { tellClosed } from './escalation-link.js';
import { putSettingsBack } from './methods/ecs-task.js';
import type { MonitorInput } from './monitor.js';
import { forgetRun, readServing, storeReport, tagRelease, takeBackPage } from './proxies.js';
import { enter, index, refresh } from './show.js';

export async function close(course: Course, ended: Ended): Promise<Report> {
  enter(course, 'closing', ended.headline);
  await putBackWhatIsOpen(course);
  await seeWhatServes(course);
  if (isRolledBack(ended)) await markVerified(course);
  await Promise.all([leaveNothingUnfinished(course), takeBackOperatorPage(course)]);
  course.times = { ...course.times, closedAt: now() };
  course.report = reportOf(course, ended);
  await store(course);
  if (isRolledBack(ended)) await startMonitor(course);
  if (course.request.planOnly !== true) await tellClosed(course, ended.outcome);
  index(course);
  refresh(course);
  return course.report;
}

const isRolledBack = (ended: Ended): boolean =>
  ended.outcome === 'ROLLED_BACK' || ended.outcome === 'ROLLED_BACK_TO_OTHER';

/** Whatever the way out was: breaker and alarms are as they were, or the report says that they are not. */
async function putBackWhatIsOpen(course: Course): Promise<void> {
  if (!course.changed) return;
  await putSettingsBack(course).catch((error: unknown) =>
    note(course, `settings could not be put back: ${causeOf(error).message}`),
  );
}

async function seeWhatServes(course: Course): Promise<void> {
  if (!course.changed) return;
  await readServing({ entry: entryOf(course) })
    .then(({ serving }) => {
      course.serving = serving;
    })
    .catch((error: unknown) => note(course, `what serves now could not be read: ${causeOf(error).message}`));
}

/** From here on the next run has nothing of this one to take over. */
export async function leaveNothingUnfinished(course: Course): Promise<void> {
  if (!course.changed) return;
  await forgetRun({ entry: entryOf(course) }).catch((error: unknown) =>
    note(course, `the tag runback:run could not be taken from the service: ${causeOf(error).message}`),
  );
}

async function takeBackOperatorPage(course: Course): Promise<void> {
  if (course.operatorPage === undefined) return;
  const summary = `The rollback of ${entryOf(course).service} is closing: ${course.doing}`.slice(0, 1_000);
  await takeBackPage({
    entry: entryOf(course),
    action: 'resolve',
    dedupKey: course.operatorPage,
    summary,
    severity: 'info',
    details: {},
  })
    .then(() => note(course, 'the page to the on-call was resolved'))
    .catch((error: unknown) => note(course, `the page could not be resolved: ${causeOf(error).message}`));
}

async function markVerified(course: Course): Promise<void> {
  const to = targetOf(course);
  if (to === undefined || course.verification.verdict !== 'recovered') return;
  await tagRelease({ entry: entryOf(course), taskDefinition: to.taskDefinition, key: 'runback:verified', value: now() })
    .then(() => note(course, `tagged ${named(to)} as verified`))
    .catch((error: unknown) => note(course, `could not tag ${named(to)} as verified: ${causeOf(error).message}`));
}

const targetOf = (course: Course): ReleaseName | undefined =>
  course.plan?.target.kind === 'chosen' ? course.plan.target.target.release : undefined;

const triggerOf = (course: Course): Trigger =>
  course.request.trigger ?? {
    kind: 'person',
    ...(course.request.requestedBy === undefined ? {} : { name: course.request.requestedBy }),
  };

/** The first and the newest lines are kept; what was left out is said. */
const boundedTimeline = (course: Course): TimelineEntry[] => {
  const left = course.droppedLines + Math.max(0, course.refusals - 50);
  return left === 0 ? course.timeline : [...course.timeline, { at: now(), text: `${left} lines were left out` }];
};

function reportOf(course: Course, ended: Ended): Report {
  const to = targetOf(course);
  return {
    id: course.requestId,
    runId: course.run.runId,
    service: entryOf(course).service,
    environment: course.request.environment,
    outcome: ended.outcome,
    headline: ended.headline,
    ...(ended.diagnosis === undefined ? {} : { diagnosis: ended.diagnosis }),
    trigger: triggerOf(course),
    severity: course.severity,
    reason: course.request.reason,
    request: course.request,
    ...(course.plan === undefined ? {} : { from: course.plan.from }),
    ...(to === undefined ? {} : { to }),
    ...(course.method === undefined ? {} : { method: course.method }),
    attempts: course.attempts,
    times: course.times,
    checklist: course.checklist,
    approvals: course.approvals,
    verification: course.verification,
    serving: course.serving,
    passedOver: passedOver(course),
    escalations: course.escalations,
    settingsChanged: course.settingsChanged,
    notConnected: course.plan?.notConnected ?? [],
    next: ended.next,
    timeline: boundedTimeline(course),
  };
}

const passedOver = (course: Course): string[] =>
  course.plan?.target.passedOver.map(
    ({ release, revision, broken }) =>
      `${named(release)} (:${revision}): ${broken.map((rule) => rule.sentence).join('; ')}`,
  ) ?? [];

async function store(course: Course): Promise<void> {
  if (course.report === undefined) return;
  await storeReport({ report: course.report })
    .then(({ markdown }) => note(course, `report: ${markdown}`))
    .catch((error: unknown) => note(course, `the report could not be stored: ${causeOf(error).message}`));
}

/** Design §5.10: until one hour after, in a workflow of its own, so that the lock is free. */
async function startMonitor(course: Course): Promise<void> {
  const entry = entryOf(course);
  const to = targetOf(course);
  const restoredAt = course.times.restoredAt;
  if (to === undefined || restoredAt === undefined) return;
  const input: MonitorInput = {
    entry,
    rollback: course.run,
    taskDefinition: course.serving[0]?.taskDefinition ?? to.taskDefinition,
    restoredAt,
    until: new Date(Date.parse(restoredAt) + entry.timings.monitor).toISOString(),
  };
  await startChild('monitor', {
    workflowId: monitorId(entry.environment, entry.service, course.requestId),
    taskQueue: queues.main,
    args: [input],
    memo: { restoredAt, requestId: course.requestId },
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  }).catch((error: unknown) => note(course, `the monitor could not be started: ${String(error)}`));
}
