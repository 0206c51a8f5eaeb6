// Runbook › Method 4, steps 3 and 4 to their ends: only the stable release answers, no request, no task; then that it stays so.
import { canaryInWords, canaryNow, hasNoTasks, raisedAgain, type SeenCanary, trafficAgain } from '../src/canary.js';
import { fewestTasks, tasksMissing } from '../src/canary-undo.js';
import { failure } from '../src/failures.js';
import { compareVersion } from '../src/runbook/post-rollback-verification.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import type { CanaryActivities, CanaryFollowed } from './canary-activities.js';
import { type Course, type Ended, followBy, readWhenDue } from './canary-following.js';
import { noRequests } from './canary-requests.js';
import { readVersion } from './http-probes.js';
import { overall } from './target-checks.js';

type Question = Parameters<CanaryActivities['followCanary']>[0];

// Connections are asked more often than AWS, which has its quotas.
const probesEveryMs = 1_000;

export const followCanary =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (question: Question): Promise<CanaryFollowed> => {
    const rhythm = { deadline: question.deadline, pause: pauseOf(question) };
    const seen = await followBy(rhythm, (course) => look(aws, question, course));
    return question.once === true && seen.end === 'out of time' ? notYet(seen) : seen;
  };

function notYet({ why }: CanaryFollowed): never {
  throw failure('NotYet', {
    attempted: 'Looking at the canary',
    cameBack: why,
    next: 'Runback looks again by itself',
  });
}

/** The undo's way: until its tasks can take traffic. */
export const followCanaryTasks =
  ({ aws }: { readonly aws: AwsAccess }) =>
  ({ entry, former, deadline }: Parameters<CanaryActivities['followCanaryTasks']>[0]): Promise<CanaryFollowed> =>
    followBy({ deadline, pause: Math.min(entry.timings.poll, probesEveryMs) }, async (course) => {
      const seen = await readWhenDue(aws, entry, course);
      const missing = tasksMissing(seen, former);
      course.why = missing ?? `the canary has ${canaryInWords(canaryNow(seen))}`;
      if (missing === undefined) return { end: 'tasks', why: course.why };
      if (seen.desired >= fewestTasks(former, seen)) return undefined;
      return { end: 'lowered again', why: `the desired count of ${seen.service} is ${seen.desired} again` };
    });

const pauseOf = ({ entry, until }: Question): number =>
  until === 'raised again' ? entry.timings.poll : Math.min(entry.timings.poll, probesEveryMs);

async function look(aws: AwsAccess, question: Question, course: Course): Promise<Ended | undefined> {
  const seen = await readWhenDue(aws, question.entry, course);
  const raised = question.until === 'no traffic' ? trafficAgain(seen) : raisedAgain(seen);
  if (raised !== undefined) return { end: 'raised again', why: raised };
  if (question.until === 'no traffic') return proveNoTraffic(aws, question, course, seen);
  course.why = `the canary has ${canaryInWords(canaryNow(seen))}`;
  if (question.until === 'raised again' || !hasNoTasks(seen)) return undefined;
  return { end: 'no tasks', why: course.why };
}

async function proveNoTraffic(
  aws: AwsAccess,
  question: Question,
  course: Course,
  seen: SeenCanary,
): Promise<Ended | undefined> {
  const { verdict, evidence } = await askOnFreshConnections(question);
  course.why = evidence;
  if (verdict !== 'passed') {
    delete course.provenAt;
    return undefined;
  }
  course.provenAt ??= new Date().toISOString();
  const requests = await noRequests(aws.of(question.entry), question, course.provenAt, seen);
  if (requests.verdict === 'not yet') {
    course.why = `${evidence}; ${requests.evidence}`;
    return undefined;
  }
  course.readAt = 0;
  const raised = trafficAgain(await readWhenDue(aws, question.entry, course));
  if (raised !== undefined) return { end: 'raised again', why: raised };
  return { end: 'no traffic', why: `${evidence}; ${requests.evidence}`, requests };
}

/** Runbook › Method 4, step 3, often enough to meet the canary if it still had a share. */
async function askOnFreshConnections({ entry, stable }: Question) {
  const fields = Object.keys(entry.versionProbe.fields);
  const asking = { signal: withinAttempt(), freshConnection: true };
  const answers = Array.from({ length: entry.freshConnections }, () =>
    readVersion(entry, asking).then(
      (seen) => compareVersion(stable, seen, fields),
      (error: unknown) => ({ verdict: 'could not measure', evidence: String(error).slice(0, 300) }) as const,
    ),
  );
  return overall(await Promise.all(answers));
}
