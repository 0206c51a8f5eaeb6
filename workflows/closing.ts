// The end of a run: what serves, what was changed and put back, the report in the store, and who is told.
import { reportCommand } from '../src/next-step.js';
import { howItEnded } from '../src/notices/from-status.js';
import type { Report, ReportOf } from '../src/report.js';
import { withinBounds } from '../src/report-bounds.js';
import { leaveCanaryFinished } from './canary/scaling.js';
import { tell } from './communication.js';
import { type Course, entryOf, named, note, noteServing, now } from './course.js';
import { putSettingsBack } from './deployment-settings.js';
import { causeOf, type Ended } from './endings.js';
import { tellClosed } from './escalation-link.js';
import { leaveAgain, noteNotLeft } from './leaving-failed.js';
import { startMonitor } from './monitor-link.js';
import { takeBackOperatorPage } from './operator-page.js';
import { startPostmortem } from './postmortem-link.js';
import { preventionAsked } from './prevention.js';
import { forgetRun, glanceAtServing, storeReport, tagRelease, writeAudit } from './proxies.js';
import { reportOf, targetOf } from './report-of.js';
import { enter, index, refresh } from './show.js';
import { isUndo } from './undo.js';
import { clarifyChange, nothingChanged } from './what-changed.js';

/** The report is owed to people, and the lock to the next run: nothing is waited for. */
const triedAtTheEnd = 1;

export async function close(course: Course, ended: Ended): Promise<Report> {
  enter(course, 'closing', ended.headline);
  takeBackOperatorPage(course, ended);
  await clarifyChange(course);
  if (course.toLeave !== undefined) await leaveAgain(course, triedAtTheEnd);
  noteNotLeft(course);
  await leaveNothingUnfinished(course);
  await Promise.all([seeWhatServes(course), markVerified(course, ended)]);
  noteWhatCustomersRead(course);
  course.times = { ...course.times, closedAt: now() };
  course.report = withinBounds(reportOf(course, ended));
  const kept = await keep(course, course.report);
  const isWatched = isRolledBack(ended) && !isUndo(course);
  if (isWatched) await startMonitor(course);
  await leaveToPostmortem(course, course.report, kept);
  await handOverTelling(course, ended, { isWatched, isStored: kept.isStored });
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

/** A text that nobody changes any more but a person. */
function noteWhatCustomersRead(course: Course): void {
  const { statusPage } = entryOf(course);
  const isOver = course.verification.verdict === 'recovered' && course.times.restoredAt !== undefined;
  if (statusPage === undefined || course.customerText === undefined || isOver) return;
  const status = course.times.restoredAt === undefined ? 'investigating' : 'monitoring';
  note(course, `customers still read "${status}" on ${statusPage.url}: change it there`);
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

const ofReport = ({ id, service, environment }: Report): ReportOf => ({ id, service, environment });

interface Kept {
  readonly isStored: boolean;
  readonly isAudited: boolean;
}

/** The report is what lasts: it is stored before anybody is told. The audit beside it is another file. */
async function keep(course: Course, report: Report): Promise<Kept> {
  try {
    const { markdown } = await storeReport({ report });
    note(course, `report: ${markdown}`);
  } catch (error) {
    note(course, `the report could not be stored yet, which is tried for a day: ${causeOf(error).message}`);
    return { isStored: false, isAudited: false };
  }
  try {
    await writeAudit({ of: ofReport(report) });
    return { isStored: true, isAudited: true };
  } catch (error) {
    note(course, `the audit could not be written yet, which is tried for a day: ${causeOf(error).message}`);
    return { isStored: true, isAudited: false };
  }
}

/** What is asked or tried again when the lock is free. */
async function leaveToPostmortem(course: Course, report: Report, { isStored, isAudited }: Kept): Promise<void> {
  const prevention = preventionAsked(course);
  if (isStored && isAudited && prevention === undefined) return;
  await startPostmortem({
    of: ofReport(report),
    lines: isStored && !isAudited ? course.timeline.slice(-1) : [],
    ...(prevention === undefined ? {} : { prevention }),
    ...(isStored ? {} : { unstored: report }),
    ...(isAudited ? {} : { audit: true as const }),
  }).catch((error: unknown) => note(course, `nothing is added to the report any more: ${String(error)}`));
}

/** Nothing of it is waited for: it goes out when this run is over, and the lock is free. */
async function handOverTelling(
  course: Course,
  ended: Ended,
  { isWatched, isStored }: { isWatched: boolean; isStored: boolean },
): Promise<void> {
  if (course.report !== undefined) tellClosing(course, course.report, { isWatched, isStored });
  await course.pagesHanded;
  if (course.request.planOnly !== true) await tellClosed(course, ended.outcome);
  await course.incident?.told;
}

function tellClosing(
  course: Course,
  report: Report,
  { isWatched, isStored }: { isWatched: boolean; isStored: boolean },
): void {
  const { restoredAt } = report.times;
  const until = restoredAt === undefined ? undefined : Date.parse(restoredAt) + entryOf(course).timings.monitor;
  const ended = {
    ...howItEnded(report),
    ...(isStored ? { report: reportCommand(entryOf(course)) } : {}),
    ...(isWatched && until !== undefined ? { monitoredUntil: new Date(until).toISOString() } : {}),
  };
  tell(course, 'closed', { says: report.headline, ended });
}
