// Runbook › Method 4, step 2: the canary's weight to 0 in every rule, read back until it is so (decisions 8 and 9).
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { hasNoTraffic, type SeenCanary } from '../src/canary.js';
import { type CanaryForward, isOnlyStable, towardsStable, weightsOf } from '../src/canary-forwards.js';
import { failure } from '../src/failures.js';
import { ownedRefused, stableGroupOf } from '../src/plan/canary.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import type { CanaryActivities, NotShifted, Shifted } from './canary-activities.js';
import { readCanary } from './canary-look.js';
import { markCanary } from './canary-tags.js';
import { describeService, seenService } from './ecs-service.js';
import { writeActions } from './elastic-load-balancing-rules.js';

const rounds = 4;
const readBackAfterMs = 250;

type Input = Parameters<CanaryActivities['shiftTrafficToStable']>[0];

/** Absolute values, so that doing it again changes nothing; an answer that is lost is read back like any other. */
export const shiftTrafficToStable =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, run }: Input): Promise<Shifted | NotShifted> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const changedAt = new Date().toISOString();
    const changed = new Set<string>();
    const service = seenService(await describeService(clients.ecs, entry, signal));
    for (let round = 0; round < rounds; round += 1) {
      const seen = await readCanary(clients, entry, signal);
      const why = ownedRefused(seen);
      if (why !== undefined) return { not: 'refused', why };
      await markCanary(clients, entry, seen, { runKey: run.runKey }, signal);
      if (hasNoTraffic(seen)) return { changedAt, at: now(), changed: [...changed], redone: Math.max(0, round - 1) };
      const open = seen.forwards.filter((forward) => !isOnlyStable(forward, seen.targetGroupArn));
      for (const forward of open) {
        await shift(clients, forward, seen, stableGroupOf({ service }), signal);
        changed.add(forward.name);
      }
      await sleep(readBackAfterMs, undefined, { signal }).catch(() => undefined);
    }
    throw failure('NotYet', {
      attempted: 'Setting the canary’s weight to 0',
      cameBack: `read back ${rounds} times, somebody else sets it again each time`,
      next: 'Runback does it again; find out who sets it',
    });
  };

const now = (): string => new Date().toISOString();

async function shift(
  { changingElasticLoadBalancing }: AwsClients,
  forward: CanaryForward,
  { targetGroupArn }: SeenCanary,
  stable: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const actions = towardsStable(forward, targetGroupArn, stable);
  if (weightsOf({ actions }).every(({ weight }) => weight === 0)) throw noneLeft(forward);
  try {
    await writeActions(changingElasticLoadBalancing, forward, actions, signal);
  } catch (error) {
    // Whether it was applied is read back in the next round.
    if (!(error instanceof ApplicationFailure) || error.type !== 'AwsUnavailable' || signal.aborted) throw error;
  }
}

/** With weight 0 everywhere the load balancer answers 503 itself. */
const noneLeft = ({ name }: CanaryForward): ApplicationFailure =>
  failure('AwsRefused', {
    attempted: `Setting the canary’s weight to 0 in ${name}`,
    cameBack: 'no other target group has a weight there',
    next: 'Give the stable target group a weight by hand, then decide retry',
  });
