// The end of a run: what serves, what was changed and put back, the report in the store, and who is told.
import { condition } from '@temporalio/workflow';
import { reportCommand } from '../src/next-step.js';
import { howItEnded } from '../src/notices/from-status.js';
import type { Report } from '../src/report.js';
import { withinBounds } from '../src/report-bounds.js';
import { isAnswered } from '../src/runbook/escalation.js';
import { leaveCanaryFinished } from './canary/scaling.js';
import { tell } from './communication.js';
import { type Course, entryOf, named, note, noteServing, now } from './course.js';
import { putSettingsBack } from './deployment-settings.js';
import { causeOf, type Ended } from './endings.js';
import { tellClosed } from './escalation-link.js';
import { leaveAgain } from './leaving-failed.js';
import { startMonitor } from './monitor-link.js';
import { seeWhatWasKept } from './prevention.js';
import { forgetRun, glanceAtServing, storeReport, tagRelease } from './proxies.js';
import { reportOf, targetOf } from './report-of.js';
import { enter, index, refresh } from './show.js';
import { takeBackPage } from './telling-proxies.js';
import { isUndo } from './undo.js';
import { clarifyChange, nothingChanged } from './what-changed.js';

/** The report is owed to people: it is not held up for long. */
const triedAtTheEnd = 3;

export async function close(course: Course, ended: Ended): Promise<Report> {
  enter(course, 'closing', ended.headline);
  await clarifyChange(course);
  if (course.toLeave !== undefined) await leaveAgain(course, triedAtTheEnd);
  await leaveNothingUnfinished(course);
  await Promise.all([
    seeWhatServes(course),
    markVerified(course, ended),
    takeBackOperatorPage(course, ended),
    course.takenBack,
    seeWhatWasKept(course),
  ]);
  course.times = { ...course.times, closedAt: now() };
  course.report = withinBounds(reportOf(course, ended));
  const draft = await store(course, course.report);
  const isWatched = isRolledBack(ended) && !isUndo(course);
  if (isWatched) await startMonitor(course);
  tellClosing(course, course.report, { isWatched, ...(draft === undefined ? {} : { draft }) });
  if (course.request.planOnly !== true) await tellClosed(course, ended.outcome);
  await course.incident?.told;
  index(course);
  refresh(course);
  return course.report;
}

const isRolledBack = (ended: Ended): boolean =>
  ended.outcome === 'ROLLED_BACK' || ended.outcome === 'ROLLED_BACK_TO_OTHER';

/**
 * Breaker and alarms are as they were, and the next run has nothing of this one to take over. Where they could not be put
 * back the mark stays on the service: it says how they were.
 */
export async function leaveNothingUnfinished(course: Course): Promise<void> {
  if (course.canary !== undefined) return leaveCanaryFinished(course);
  if (nothingChanged(course) && course.asked === undefined) return;
  if (course.formerAgain !== undefined) course.former ??= course.formerAgain;
  if (!(await putSettingsBack(course))) return;
  await forgetRun({ entry: entryOf(course) }).catch((error: unknown) =>
    note(course, `the tag runback:run could not be taken from the service: ${causeOf(error).message}`),
  );
}

async function seeWhatServes(course: Course): Promise<void> {
  if (nothingChanged(course)) return;
  await glanceAtServing({ entry: entryOf(course) })
    .then(({ serving }) => {
      noteServing(course, serving);
    })
    .catch((error: unknown) => {
      noteServing(course, []);
      note(course, `what serves now could not be read: ${causeOf(error).message}`);
    });
}

/** Where production is not well and nobody took it in hand, the page stays open. */
async function takeBackOperatorPage(course: Course, { outcome }: Ended): Promise<void> {
  const { operatorPage } = course;
  if (operatorPage === undefined || !isAnswered(outcome)) return;
  // One that is still on its way would arrive after it was resolved.
  if (!(await condition(() => operatorPage.isOver, '15 seconds'))) operatorPage.scope.cancel();
  const summary = `The rollback of ${entryOf(course).service} is closing: ${course.doing}`.slice(0, 1_000);
  await takeBackPage({
    entry: entryOf(course),
    action: 'resolve',
    dedupKey: operatorPage.dedupKey,
    summary,
    severity: 'info',
    details: {},
  })
    .then(() => note(course, 'the page to the on-call was resolved'))
    .catch((error: unknown) => note(course, `the page could not be resolved: ${causeOf(error).message}`));
}

async function markVerified(course: Course, ended: Ended): Promise<void> {
  const to = targetOf(course);
  // A canary's rollback touches nothing of the service.
  if (
    !isRolledBack(ended) ||
    to === undefined ||
    course.canary !== undefined ||
    course.verification.verdict !== 'recovered'
  )
    return;
  await tagRelease({ entry: entryOf(course), taskDefinition: to.taskDefinition, key: 'runback:verified', value: now() })
    .then(() => note(course, `tagged ${named(to)} as verified`))
    .catch((error: unknown) => note(course, `could not tag ${named(to)} as verified: ${causeOf(error).message}`));
}

/** The path of the postmortem draft, where it could be stored. */
async function store(course: Course, report: Report): Promise<string | undefined> {
  try {
    const { markdown } = await storeReport({ report });
    note(course, `report: ${markdown}`);
    return markdown;
  } catch (error) {
    note(course, `the report could not be stored: ${causeOf(error).message}`);
    return undefined;
  }
}

function tellClosing(
  course: Course,
  report: Report,
  { isWatched, draft }: { isWatched: boolean; draft?: string },
): void {
  const { restoredAt } = report.times;
  const until = restoredAt === undefined ? undefined : Date.parse(restoredAt) + entryOf(course).timings.monitor;
  const ended = {
    ...howItEnded(report),
    ...(draft === undefined ? {} : { report: reportCommand(entryOf(course)) }),
    ...(isWatched && until !== undefined ? { monitoredUntil: new Date(until).toISOString() } : {}),
  };
  tell(course, 'closed', { says: report.headline, ended });
}
