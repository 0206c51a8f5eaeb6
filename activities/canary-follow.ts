// Runbook › Method 4, steps 3 and 4 to their ends: only the stable release answers, no request, no task; then that it stays so.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { canaryInWords, canaryNow, hasNoTasks, raisedAgain, type SeenCanary, trafficAgain } from '../src/canary.js';
import { failure, remedyOf } from '../src/failures.js';
import { compareVersion } from '../src/runbook/post-rollback-verification.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import type { CanaryActivities, CanaryFollowed } from './canary-activities.js';
import { readCanary } from './canary-look.js';
import { noRequests } from './canary-requests.js';
import { readVersion } from './http-probes.js';
import { overall } from './target-checks.js';

type Question = Parameters<CanaryActivities['followCanary']>[0];

interface Course {
  seen?: SeenCanary;
  readAt: number;
  provenAt?: string;
  why: string;
  /** AWS did not answer the newest look. */
  isUnread?: true;
}

type Ended = Pick<CanaryFollowed, 'end' | 'why' | 'requests'>;

// Connections are asked more often than AWS, which has its quotas.
const probesEveryMs = 1_000;
const beatEvery = 3_000;

/** Everything it decides by is read, so another worker goes on at once; what only a person can mend fails. */
export const followCanary =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (question: Question): Promise<CanaryFollowed> => {
    const context = Context.current();
    const course: Course = { readAt: 0, why: 'nothing was read yet' };
    const beat = () => context.heartbeat(progressOf(course));
    const beating = setInterval(beat, beatEvery);
    try {
      for (;;) {
        const ended = await look(aws, question, course).catch((error: unknown) => goOn(course, error));
        beat();
        if (ended !== undefined) return followed(course, ended);
        if (context.cancellationSignal.aborted) return stopped(course);
        if (isOutOfTime(question, course)) return followed(course, { end: 'out of time', why: course.why });
        await sleep(pauseOf(question), undefined, { signal: context.cancellationSignal }).catch(() => undefined);
        if (context.cancellationSignal.aborted) return stopped(course);
      }
    } finally {
      clearInterval(beating);
    }
  };

/** While AWS does not answer nobody knows whether its time was enough. */
const isOutOfTime = ({ deadline }: Question, { isUnread }: Course): boolean =>
  isUnread !== true && Date.now() >= Date.parse(deadline);

const pauseOf = ({ entry, until }: Question): number =>
  until === 'raised again' ? entry.timings.poll : Math.min(entry.timings.poll, probesEveryMs);

function goOn(course: Course, error: unknown): undefined {
  if (!(error instanceof ApplicationFailure) || remedyOf(error) !== 'transient') throw error;
  course.why = error.message;
  course.isUnread = true;
}

async function look(aws: AwsAccess, question: Question, course: Course): Promise<Ended | undefined> {
  const seen = await readWhenDue(aws, question, course);
  delete course.isUnread;
  const raised = question.until === 'no traffic' ? trafficAgain(seen) : raisedAgain(seen);
  if (raised !== undefined) return { end: 'raised again', why: raised };
  if (question.until === 'no traffic') return proveNoTraffic(aws, question, course, seen);
  course.why = `the canary has ${canaryInWords(canaryNow(seen))}`;
  if (question.until === 'raised again' || !hasNoTasks(seen)) return undefined;
  return { end: 'no tasks', why: course.why };
}

async function readWhenDue(aws: AwsAccess, { entry }: Question, course: Course): Promise<SeenCanary> {
  const due = course.readAt + entry.timings.poll;
  if (course.seen !== undefined && Date.now() < due) return course.seen;
  course.seen = await readCanary(aws.of(entry), entry, withinAttempt());
  course.readAt = Date.now();
  return course.seen;
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
  const raised = trafficAgain(await readWhenDue(aws, question, course));
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

const progressOf = ({ why, seen }: Course) => ({
  at: new Date().toISOString(),
  sentence: why,
  onTarget: 0,
  others: seen?.running ?? 0,
  desired: seen?.desired ?? 0,
});

const followed = ({ seen, provenAt }: Course, ended: Ended): CanaryFollowed => ({
  ...ended,
  at: new Date().toISOString(),
  ...(provenAt === undefined ? {} : { provenAt }),
  ...(seen === undefined ? {} : { canary: canaryNow(seen) }),
});

/** The workflow asked to stop: answered. A worker that stops: another one goes on. */
function stopped(course: Course): CanaryFollowed {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.workerShutdown === true) {
    throw failure('NotYet', {
      attempted: 'Following the canary',
      cameBack: 'this worker stops',
      next: 'Another goes on',
    });
  }
  if (cancellationDetails?.cancelRequested === true) return followed(course, { end: 'stopped', why: course.why });
  throw new CancelledFailure('The activity was paused, reset, or nobody waits for it any more');
}
