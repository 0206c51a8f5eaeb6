// What this run has changed, in words that are so: a change whose answer was lost is looked for before anything is said of it.
import type { StartedDeployment } from '../activities/activities.js';
import { type AskedFor, isNotApplied, oursAmong } from '../src/asked-for.js';
import { runInWords } from '../src/pipeline.js';
import type { Outcome } from '../src/rollback.js';
import { markInForce, type RunMark, settingsBefore } from '../src/run-mark.js';
import type { SeenService } from '../src/situation.js';
import { switchedOff } from '../src/switched-off.js';
import { noteNotApplied } from './asked.js';
import { clarifyCanary } from './canary/clarify.js';
import { canaryChangedInWords } from './canary/state.js';
import { type Course, entryOf, named, note, noteServing, now } from './course.js';
import { clarifyDatabase } from './database/clarify.js';
import { databaseInWords } from './database/state.js';
import { noteDeployed } from './deployed.js';
import { noteSwitchedOff } from './deployment-settings.js';
import { causeOf } from './endings.js';
import { serviceWithoutLateMark } from './late-marks.js';
import { glanceAtServing } from './proxies.js';

/** Whether it is sure that production is as it was. */
export const nothingChanged = ({ change, database }: Course): boolean =>
  change === 'none' && (database?.change ?? 'none') === 'none';

export const changedInWords = (course: Course): string => {
  const { database } = course;
  if (database === undefined || database.change === 'none') return serviceInWords(course);
  return `${databaseInWords(database)}. ${course.change === 'none' ? 'The application was not changed' : serviceInWords(course)}`;
};

const serviceInWords = (course: Course): string => {
  if (course.change === 'none') return nothingIn(course);
  if (course.canary !== undefined) return canaryChangedInWords(course, course.canary);
  if (course.change === 'made') return 'Production was changed: see what serves';
  if (course.asked?.byPipeline === true) return 'The pipeline was asked to roll back, and may still do so';
  if (course.asked?.takesBack === true) return 'ECS was asked to go back by itself, and may still do so';
  return 'It could not be read whether production was changed';
};

const nothingIn = ({ pipeline }: Course): string =>
  pipeline?.isStopped === true
    ? `Nothing was changed in production; the pipeline's ${runInWords(pipeline.run)} was cancelled`
    : 'Nothing was changed';

/** What a wait ends as when nobody decides: what is sure to be untouched is safe, all else is not. */
export function outcomeAsItIs(course: Course): Outcome {
  if (nothingChanged(course)) return 'FAILED_SAFE';
  return course.times.stableAt === undefined ? 'FAILED_DIRTY' : 'NOT_RECOVERED';
}

export function noteBegun(course: Course, mine: StartedDeployment): void {
  course.change = 'made';
  noteDeployed(course, mine.taskDefinition, mine.changedAt);
  const to = course.plan?.target.kind === 'chosen' ? named(course.plan.target.target.release) : mine.taskDefinition;
  note(
    course,
    `${mine.how === 'started' ? 'UpdateService called' : 'found the deployment'}: ${mine.deploymentId} to ${to}`,
  );
  noteSwitchedOff(course, mine);
  if (mine.mayComeAgain === true && course.former !== undefined) course.formerAgain = course.former;
}

/** A rollback that was begun and not closed, by this run before Temporal's reset or by one that was terminated, is ours now. */
export function takeOverUnfinished(course: Course, service: SeenService): void {
  const mark = markInForce(service, now());
  if (course.change !== 'none' || mark === undefined || course.plan?.canary !== undefined) return;
  course.former = settingsBefore(mark, service.settings);
  note(course, `a rollback from :${mark.from} to :${mark.to} was begun at ${mark.at} and is not closed: taken over`);
  noteChangeOf(course, service, mark);
}

function noteChangeOf(course: Course, service: SeenService, { at }: RunMark): void {
  course.change = 'made';
  course.times = { ...course.times, firstChangeAt: course.times.firstChangeAt ?? at };
  noteSwitchedOff(course, { switchedOff: offNow(course, service), changedAt: at });
}

const offNow = ({ former }: Course, { settings }: SeenService) =>
  former === undefined ? [] : switchedOff(former, settings);

/**
 * Asked for and never answered, or never looked at: what ECS lists now decides. Where it cannot be read, or ours may have
 * come and gone, the doubt stays.
 */
export async function clarifyChange(course: Course): Promise<StartedDeployment | undefined> {
  await clarifyDatabase(course);
  if (course.canary !== undefined && course.change !== 'none') {
    await clarifyCanary(course);
    return undefined;
  }
  if (course.change === 'made' || course.request.planOnly === true) return undefined;
  if (course.change === 'none' && course.situation !== undefined) return undefined;
  try {
    const { service, serving } = await glanceAtServing({ entry: entryOf(course) });
    noteServing(course, serving);
    if (course.asked !== undefined) return lookForChange(course, service, course.asked);
    takeOverUnfinished(course, await serviceWithoutLateMark(course, service));
  } catch (error) {
    course.change = 'asked';
    note(course, `whether production was changed could not be read: ${causeOf(error).message}`);
  }
  return undefined;
}

function lookForChange(course: Course, service: SeenService, asked: AskedFor): StartedDeployment | undefined {
  const { deployments } = service;
  const mine = oursAmong(deployments, asked);
  if (mine === undefined) {
    if (isNotApplied(deployments, asked)) noteNotApplied(course);
    return undefined;
  }
  const { id: deploymentId, taskDefinition, createdAt } = mine;
  const changedAt = asked.deploymentsSeen.includes(deploymentId) ? now() : createdAt;
  const found = { deploymentId, taskDefinition, createdAt, changedAt, how: 'adopted' } as const;
  const started: StartedDeployment = { ...found, switchedOff: offNow(course, service) };
  noteBegun(course, started);
  return started;
}
