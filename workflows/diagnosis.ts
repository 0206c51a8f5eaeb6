// Runbook › Health Checks Fail After Rollback, "Investigation": before people are asked, why it did not help is looked for.
import { patched } from '@temporalio/workflow';
import { type Diagnosis, likelyCause } from '../src/diagnosis.js';
import { diagnose } from '../src/runbook/troubleshooting-failed-rollbacks/diagnose.js';
import { lastDeployedAt } from '../src/runbook/troubleshooting-failed-rollbacks/last-deployed.js';
import type { TroubleEvidence } from '../src/trouble-evidence.js';
import { type Course, entryOf, note, now } from './course.js';
import { compatibilityNow } from './database/assess.js';
import { causeOf, type NeedsOperator } from './endings.js';
import { unlessInterrupted } from './interruptible.js';
import { gatherEvidence } from './proxies.js';
import { targetOf } from './report-of.js';
import { refresh } from './show.js';

/** Only for what was changed and did not help: what AWS refuses, or a bug of ours, says its cause itself. */
export async function lookForCause(course: Course, { mending, diagnosis: conclusion }: NeedsOperator): Promise<void> {
  const release = targetOf(course);
  const { change, times, claim, asked } = course;
  if (change !== 'made' || release === undefined || times.firstChangeAt === undefined || mending === 'aws') return;
  if (!patched('cause looked for before people are asked')) return;
  course.doing = 'Looking for the cause';
  refresh(course);
  const taskDefinition = claim?.taskDefinition ?? course.stalled?.taskDefinition ?? asked?.taskDefinition;
  const servesAlone = claim !== undefined;
  const evidence = await gather(course, taskDefinition ?? release.taskDefinition, times.firstChangeAt, servesAlone);
  if (evidence === undefined) return;
  course.diagnosis = diagnose({
    entry: entryOf(course),
    release,
    servesAlone,
    evidence,
    before: beforeDeployment(course),
    schema: schemaNow(course),
    ...(conclusion === undefined ? {} : { conclusion }),
  });
  note(course, `likely cause: ${likelyCause(course.diagnosis)}`);
}

/** Undefined when it was aborted meanwhile. What could not be read at all is unknown, source by source. */
async function gather(
  course: Course,
  taskDefinition: string,
  since: string,
  servesAlone: boolean,
): Promise<TroubleEvidence | undefined> {
  const entry = entryOf(course);
  const deployedAt = course.situation && lastDeployedAt(course.situation, taskDefinition, since);
  const input = {
    entry,
    taskDefinition,
    since,
    servesAlone,
    ...(deployedAt === undefined ? {} : { lastDeployedAt: deployedAt }),
  };
  const seen = await unlessInterrupted(
    () => course.abort !== undefined,
    () => gatherEvidence(input).catch((error: unknown) => nothingRead(causeOf(error).message)),
  );
  return seen === 'interrupted' ? undefined : seen;
}

function nothingRead(why: string): TroubleEvidence {
  const unread = { state: 'unknown', why } as const;
  return { at: now(), stoppedTasks: unread, serviceEvents: unread, logs: unread, parameters: unread, health: unread };
}

function beforeDeployment({ situation }: Course): Parameters<typeof diagnose>[0]['before'] {
  const errorRate = situation?.errorRate ?? { state: 'not connected' };
  return errorRate.state === 'known' ? { state: 'known', value: errorRate.value.beforeDeployment } : errorRate;
}

/** What the target expects beside what the database holds now. */
function schemaNow(course: Course): Parameters<typeof diagnose>[0]['schema'] {
  const { schema, database } = course;
  if (schema === undefined || schema.state !== 'known') return schema ?? { state: 'not connected' };
  const { from, to } = schema.value;
  const actual = database?.doneAt === undefined ? from : to;
  const compatibility = compatibilityNow(course);
  const fits = compatibility?.isProven === true ? { fits: compatibility.because } : {};
  return { state: 'known', value: { expected: to.join(', '), actual: actual.join(', '), ...fits } };
}

/** For whoever is paged: the cause beside what happened. */
export const withCause = (why: string, diagnosis: Diagnosis | undefined): string =>
  diagnosis === undefined ? why : `${why}. Likely cause: ${likelyCause(diagnosis)}`;
