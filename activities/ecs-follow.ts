// Follows one deployment by its id until it is restored, stable, failed or taken over: a heartbeat per poll, no SDK waiter.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failure, failureTypes, isFailureType } from '../src/failures.js';
import type { Fact } from '../src/rollback.js';
import type { SeenService } from '../src/situation.js';
import type { Activities, DeploymentProgress, Followed } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { seenService } from './ecs-service.js';
import type { TargetCounts } from './elastic-load-balancing.js';
import { type RolloutReading, readRollout } from './rollout.js';
import type { ServicePoller } from './service-poller.js';
import { type ReleaseNames, readTargets, servingCounts } from './serving.js';

interface Follower {
  readonly aws: AwsAccess;
  readonly poller: ServicePoller;
  readonly names: ReleaseNames;
}

type Question = Parameters<Activities['followDeployment']>[0];

interface Look {
  readonly service: SeenService;
  readonly reading: RolloutReading;
  readonly targets?: Fact<TargetCounts>;
}

const longestBackOff = 10_000;
const goneAfterPolls = 3;

/**
 * Everything it decides by is read from AWS, so another worker goes on at once. Throttling and outages are waited out
 * here until the deadline; what only a person can mend fails.
 */
export const followDeployment =
  (follower: Follower) =>
  async (question: Question): Promise<Followed> => {
    const { cancellationSignal } = Context.current();
    let last: Look | undefined;
    let failedPolls = 0;
    let notListed = 0;
    for (;;) {
      try {
        last = await lookAtRollout(follower, question);
        failedPolls = 0;
        Context.current().heartbeat(progressOf(last.reading));
        notListed = last.reading.listed ? 0 : notListed + 1;
        if (isDecided(last.reading, notListed)) return await followed(follower, question, last, last.reading.end);
      } catch (error) {
        failedPolls += 1;
        Context.current().heartbeat(troubled(worthWaiting(error), last));
      }
      if (Date.parse(question.deadline) <= Date.now()) return await followed(follower, question, last, 'out of time');
      await sleep(pause(question, failedPolls), undefined, { signal: cancellationSignal }).catch(() => undefined);
      if (cancellationSignal.aborted) return stopped(follower, question, last);
    }
  };

/** DescribeServices may lag behind UpdateService: a deployment is gone only when it is missing several times in a row. */
const isDecided = (
  reading: RolloutReading,
  notListed: number,
): reading is RolloutReading & { readonly end: Exclude<RolloutReading['end'], 'going on'> } =>
  reading.end !== 'going on' && (reading.listed || notListed >= goneAfterPolls);

async function lookAtRollout({ aws, poller }: Follower, question: Question): Promise<Look> {
  const service = seenService(await poller.read(question.entry));
  const reading = readRollout(service, question);
  if (!reading.asksLoadBalancer) return { service, reading };
  const targets = await readTargets(aws, question.entry, service, withinAttempt(5_000));
  return { service, reading: readRollout(service, question, targets), targets };
}

/** The sentence of a failure that passes by itself; anything else is thrown. */
function worthWaiting(error: unknown): string {
  if (error instanceof ApplicationFailure && isFailureType(error.type) && failureTypes[error.type] === 'transient') {
    return error.message;
  }
  throw error;
}

/** Until the next poll or the deadline, longer after failures in a row. */
function pause({ entry, deadline }: Question, failedPolls: number): number {
  const poll = entry.timings.poll;
  const wait = failedPolls < 2 ? poll : Math.max(poll, Math.min(poll * 2 ** (failedPolls - 1), longestBackOff));
  return Math.max(1, Math.min(wait, Date.parse(deadline) - Date.now()));
}

async function followed(
  { names }: Follower,
  { entry }: Question,
  last: Look | undefined,
  end: Followed['end'],
): Promise<Followed> {
  const serving = last === undefined ? [] : await servingCounts(names, entry, last.service, last.targets);
  const takenOverBy = last?.reading.takenOverBy;
  const at = new Date().toISOString();
  return {
    end,
    at,
    lastProgressAt: at,
    why: last?.reading.why ?? 'AWS did not answer once',
    serving,
    ...(takenOverBy === undefined ? {} : { takenOverBy }),
  };
}

/** The workflow asked to stop: answered. A worker that stops, a pause or a reset: somebody else goes on. */
async function stopped(follower: Follower, question: Question, last: Look | undefined): Promise<Followed> {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.workerShutdown === true) {
    throw failure('NotYet', {
      attempted: `Following ${question.deploymentId}`,
      cameBack: 'this worker stops',
      next: 'Another worker goes on',
    });
  }
  if (cancellationDetails?.cancelRequested === true) return followed(follower, question, last, 'stopped');
  throw new CancelledFailure('The activity was paused, reset, or nobody waits for it any more');
}

const progressOf = ({ why, onTarget, others, desired }: RolloutReading): DeploymentProgress => ({
  at: new Date().toISOString(),
  sentence: why,
  onTarget,
  others,
  desired,
});

const troubled = (sentence: string, last: Look | undefined): DeploymentProgress => ({
  at: new Date().toISOString(),
  sentence,
  onTarget: last?.reading.onTarget ?? 0,
  others: last?.reading.others ?? 0,
  desired: last?.reading.desired ?? 0,
});
