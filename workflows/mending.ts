import { CancellationScope } from '@temporalio/workflow';
import { databaseId } from '../src/identifiers.js';
import { fillArguments } from '../src/release-script/arguments.js';
import { type Course, entryOf, later, now } from './course.js';
import type { Mending } from './endings.js';
import { databaseFreed, lookAtCanary, lookForProgress, releaseScriptMended } from './mending-proxies.js';
import { awsAnswers } from './proxies.js';
import { targetOf } from './report-of.js';

const aDay = 24 * 3_600_000;

export interface Mended {
  seen: boolean;
  readonly stop: () => void;
}

/** Beside the wait for a person: whether what hindered is gone by itself. */
export function watchForMending(course: Course, mending: Mending | undefined): Mended {
  const scope = new CancellationScope();
  const mended: Mended = { seen: false, stop: () => scope.cancel() };
  if (mending === undefined) return mended;
  scope
    .run(() => watched[mending](course))
    .then((seen) => {
      mended.seen = seen;
    })
    .catch(() => undefined);
  return mended;
}

const watched: Readonly<Record<Mending, (course: Course) => Promise<boolean>>> = {
  aws: awsAgain,
  deployment: gotOn,
  canary: canaryGotOn,
  script: scriptAgain,
  database: databaseFree,
};

async function awsAgain(course: Course): Promise<boolean> {
  await awsAnswers({ entry: entryOf(course) });
  return true;
}

async function scriptAgain(course: Course): Promise<boolean> {
  const { script } = entryOf(course);
  const release = targetOf(course);
  if (script === undefined || release === undefined) return false;
  const filled = fillArguments(script.application, release);
  if ('refused' in filled) return false;
  await releaseScriptMended({ entry: entryOf(course), argv: filled.argv, release });
  return true;
}

async function databaseFree(course: Course): Promise<boolean> {
  const { environment, database } = entryOf(course);
  if (database === undefined) return false;
  await databaseFreed({ lock: databaseId(environment, database.name) });
  return true;
}

/** Our deployment, given up on by nobody yet, reaches what was waited for. */
async function gotOn(course: Course): Promise<boolean> {
  const mine = course.claim ?? course.stalled;
  if (mine === undefined) return false;
  const until = course.claim === undefined ? 'restored' : 'stable';
  const { deploymentId, taskDefinition } = mine;
  const { end } = await lookForProgress({
    entry: entryOf(course),
    deploymentId,
    taskDefinition,
    until,
    deadline: later(aDay),
    once: true,
  });
  return end === until;
}

/** Its weights are 0 already: what was not proven in its time, or tasks that took longer to stop. */
async function canaryGotOn(course: Course): Promise<boolean> {
  const stable = targetOf(course);
  const { firstChangeAt, restoredAt } = course.times;
  if (stable === undefined || firstChangeAt === undefined) return false;
  const until = restoredAt === undefined ? 'no traffic' : 'no tasks';
  const { end } = await lookAtCanary({
    entry: entryOf(course),
    stable,
    until,
    shiftedAt: firstChangeAt,
    deadline: now(),
    once: true,
  });
  return end === until;
}
