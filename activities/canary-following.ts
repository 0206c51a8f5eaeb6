// Looks at a canary until what is waited for is so, heartbeating; another worker goes on at once, as everything is read.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { canaryNow, type SeenCanary } from '../src/canary.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure, remedyOf } from '../src/failures.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import type { CanaryFollowed } from './canary-activities.js';
import { readCanary } from './canary-look.js';

export interface Course {
  seen?: SeenCanary;
  readAt: number;
  provenAt?: string;
  why: string;
  /** AWS did not answer the newest look. */
  isUnread?: true;
}

export type Ended = Pick<CanaryFollowed, 'end' | 'why' | 'requests'>;

interface Rhythm {
  /** ISO time at which it answers `out of time`. */
  readonly deadline: string;
  /** Milliseconds between two looks. */
  readonly pause: number;
}

const beatEvery = 3_000;

/** What only a person can mend fails. */
export async function followBy(
  { deadline, pause }: Rhythm,
  look: (course: Course) => Promise<Ended | undefined>,
): Promise<CanaryFollowed> {
  const context = Context.current();
  const course: Course = { readAt: 0, why: 'nothing was read yet' };
  const beat = () => context.heartbeat(progressOf(course));
  const beating = setInterval(beat, beatEvery);
  try {
    for (;;) {
      const ended = await look(course).catch((error: unknown) => goOn(course, error));
      beat();
      if (ended !== undefined) return followed(course, ended);
      if (context.cancellationSignal.aborted) return stopped(course);
      if (isOutOfTime(deadline, course)) return followed(course, { end: 'out of time', why: course.why });
      await sleep(pause, undefined, { signal: context.cancellationSignal }).catch(() => undefined);
      if (context.cancellationSignal.aborted) return stopped(course);
    }
  } finally {
    clearInterval(beating);
  }
}

/** While AWS does not answer nobody knows whether its time was enough. */
const isOutOfTime = (deadline: string, { isUnread }: Course): boolean =>
  isUnread !== true && Date.now() >= Date.parse(deadline);

function goOn(course: Course, error: unknown): undefined {
  if (!(error instanceof ApplicationFailure) || remedyOf(error) !== 'transient') throw error;
  course.why = error.message;
  course.isUnread = true;
}

/** AWS has its quotas: it is asked once in the entry's poll interval. */
export async function readWhenDue(aws: AwsAccess, entry: CatalogueEntry, course: Course): Promise<SeenCanary> {
  const due = course.readAt + entry.timings.poll;
  let { seen } = course;
  if (seen === undefined || Date.now() >= due) {
    seen = await readCanary(aws.of(entry), entry, withinAttempt());
    course.seen = seen;
    course.readAt = Date.now();
  }
  delete course.isUnread;
  return seen;
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
