// Follows one deployment by its id until it is restored, stable, failed or taken over: a heartbeat per poll, no SDK waiter.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failure, remedyOf } from '../src/failures.js';
import type { Activities, Followed } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { seenService } from './ecs-service.js';
import {
  answeredPoll,
  begun,
  type Course,
  decidedEnd,
  failedPoll,
  isStalled,
  type Look,
  progressOf,
  whyOf,
} from './follow-course.js';
import { withPatience } from './patience.js';
import { askForTraffic, targetGroupsOf } from './production-traffic.js';
import { readRollout } from './rollout.js';
import { bestOfHeartbeat } from './rollout-progress.js';
import type { ServicePoller } from './service-poller.js';
import { type ReleaseNames, readTargets, servingCounts } from './serving.js';

interface Follower {
  readonly aws: AwsAccess;
  readonly poller: ServicePoller;
  readonly names: ReleaseNames;
}

type Question = Parameters<Activities['followDeployment']>[0];

const longestBackOff = 10_000;
const longestPoll = 30_000;
// A poll at the deadline still says what serves then.
const shortestPoll = 2_000;
// While AWS hangs, polls are further apart than the heartbeat time-out allows.
const beatEvery = 5_000;

/**
 * Everything it decides by is read from AWS, so another worker goes on at once. Throttling and outages are waited out
 * here until the deadline; what only a person can mend fails. A cancel or the deadline ends a poll that hangs, too.
 */
export const followDeployment =
  (follower: Follower) =>
  (question: Question): Promise<Followed> =>
    question.once === true ? lookOnce(follower, question) : followToItsEnd(follower, question);

async function followToItsEnd(follower: Follower, question: Question): Promise<Followed> {
  const context = Context.current();
  let course = begun(bestOfHeartbeat(context.info.heartbeatDetails), now());
  const beating = setInterval(() => context.heartbeat(progressOf(course)), beatEvery);
  try {
    for (;;) {
      course = await poll(follower, question, course);
      context.heartbeat(progressOf(course));
      beating.refresh();
      const end = decidedEnd(course);
      if (end !== undefined) return await followed(follower, question, course, end);
      if (isStalled(course, question)) return await followed(follower, question, course, 'stalled');
      if (context.cancellationSignal.aborted) return await stopped(follower, question, course);
      if (timeLeft(question) <= 0) return await followed(follower, question, course, 'out of time');
      await pause(question, course);
      if (context.cancellationSignal.aborted) return await stopped(follower, question, course);
    }
  } finally {
    clearInterval(beating);
  }
}

/** Whatever hinders the look: people are waited for, and so is the next one. */
async function lookOnce(follower: Follower, question: Question): Promise<Followed> {
  const begin = begun(undefined, now());
  const course = await poll(follower, question, begin).catch((error: unknown) =>
    failedPoll(begin, error instanceof Error ? error.message : String(error), now()),
  );
  const end = decidedEnd(course);
  if (end !== undefined) return followed(follower, question, course, end);
  throw failure('NotYet', {
    attempted: `Looking at ${question.deploymentId}`,
    cameBack: whyOf(course),
    next: 'Runback looks again by itself',
  });
}

const now = (): string => new Date().toISOString();
const timeLeft = ({ deadline }: Question): number => Date.parse(deadline) - Date.now();

async function poll(follower: Follower, question: Question, course: Course): Promise<Course> {
  const patience = Math.min(longestPoll, Math.max(shortestPoll, timeLeft(question)));
  try {
    const look = await withPatience(lookAtRollout(follower, question), Context.current().cancellationSignal, patience);
    return look === undefined ? failedPoll(course, 'no answer yet', now()) : answeredPoll(course, look, now());
  } catch (error) {
    return failedPoll(course, worthWaiting(error), now());
  }
}

async function lookAtRollout({ aws, poller }: Follower, question: Question): Promise<Look> {
  const service = seenService(await poller.read(question.entry));
  const asked = await askForTraffic(aws, question.entry, service, withinAttempt(5_000));
  const reading = readRollout(service, question, undefined, asked.traffic);
  if (!reading.asksLoadBalancer) return { service, reading, ...asked };
  const serving = targetGroupsOf(service, question.taskDefinition, asked.traffic);
  const targets = await readTargets(aws, question.entry, serving, withinAttempt(5_000));
  return { service, reading: readRollout(service, question, targets, asked.traffic), targets, ...asked };
}

/** The sentence of a failure that passes by itself; anything else is thrown. */
function worthWaiting(error: unknown): string {
  if (error instanceof ApplicationFailure && remedyOf(error) === 'transient') return error.message;
  throw error;
}

/** Until the next poll, the deadline or a cancel; longer after failures in a row. */
async function pause(question: Question, { failedPolls }: Course): Promise<void> {
  const { poll: usual } = question.entry.timings;
  const backOff = failedPolls < 2 ? usual : Math.max(usual, Math.min(usual * 2 ** (failedPolls - 1), longestBackOff));
  const ms = Math.max(1, Math.min(backOff, timeLeft(question)));
  await sleep(ms, undefined, { signal: Context.current().cancellationSignal }).catch(() => undefined);
}

async function followed(
  { names }: Follower,
  { entry }: Question,
  course: Course,
  end: Followed['end'],
): Promise<Followed> {
  const { last, lastProgressAt } = course;
  const serving = last === undefined ? [] : await servingCounts(names, entry, last.service, last);
  const takenOverBy = last?.reading.takenOverBy;
  return {
    end,
    at: now(),
    why: whyOf(course),
    serving,
    ...(takenOverBy === undefined ? {} : { takenOverBy }),
    lastProgressAt,
  };
}

/** The workflow asked to stop: answered. A worker that stops, a pause or a reset: somebody else goes on. */
async function stopped(follower: Follower, question: Question, course: Course): Promise<Followed> {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.workerShutdown === true) {
    throw failure('NotYet', {
      attempted: `Following ${question.deploymentId}`,
      cameBack: 'this worker stops',
      next: 'Another worker goes on',
    });
  }
  if (cancellationDetails?.cancelRequested === true) return followed(follower, question, course, 'stopped');
  throw new CancelledFailure('The activity was paused, reset, or nobody waits for it any more');
}
