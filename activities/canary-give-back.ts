// The undo of Method 4: tasks first, then weight and stickiness in every rule, read back until they are so.
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { SeenCanary } from '../src/canary.js';
import { backRefused, type FormerCanary, notYetGiven, tasksMissing, towardsFormer } from '../src/canary-undo.js';
import { failure } from '../src/failures.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import type { CanaryActivities, CanaryRaised, NotShifted, Shifted } from './canary-activities.js';
import { canaryEntry, readCanary } from './canary-look.js';
import { setDesiredCount } from './canary-stop.js';
import { markCanary } from './canary-tags.js';
import { writeActions } from './elastic-load-balancing-rules.js';

const rounds = 4;
const readBackAfterMs = 250;

const now = (): string => new Date().toISOString();

/** What somebody raised further meanwhile is not lowered. A run that is terminated from here on leaves that it undid. */
export const raiseCanaryTasks =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({
    entry,
    former,
    run,
    undoes,
  }: Parameters<CanaryActivities['raiseCanaryTasks']>[0]): Promise<CanaryRaised | NotShifted> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const seen = await readCanary(clients, entry, signal);
    const why = backRefused(seen, former);
    if (why !== undefined) return { not: 'refused', why };
    await markCanary(clients, entry, seen, { runKey: run.runKey, undoes }, signal);
    const at = now();
    const raises = seen.desired < former.desired && tasksMissing(seen, former) !== undefined;
    if (raises) await setDesiredCount(clients, canaryEntry(entry), former.desired, signal);
    return { at, desiredBefore: seen.desired, changed: raises };
  };

/** Absolute values, so that doing it again changes nothing; an answer that is lost is read back like any other. */
export const giveCanaryTraffic =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, former }: Parameters<CanaryActivities['giveCanaryTraffic']>[0]): Promise<Shifted | NotShifted> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const changedAt = now();
    const changed = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const seen = await readCanary(clients, entry, signal);
      const why = refused(seen, former);
      if (why !== undefined) return { not: 'refused', why };
      const open = notYetGiven(seen, former);
      if (open.length === 0) return { changedAt, at: now(), changed: [...changed], redone: Math.max(0, round - 1) };
      for (const each of open) {
        const actions = towardsFormer(each.now, each.former, former.targetGroupArn);
        await writeActions(clients.changingElasticLoadBalancing, each.now, actions, signal).catch((error: unknown) =>
          unlessLost(error, signal),
        );
        changed.add(each.now.name);
      }
      await sleep(readBackAfterMs, undefined, { signal }).catch(() => undefined);
    }
    throw failure('NotYet', {
      attempted: 'Giving the canary its former weight',
      cameBack: `read back ${rounds} times, somebody else sets it again each time`,
      next: 'Runback does it again; find out who sets it',
    });
  };

/** Without its tasks its share would be answered with 503. */
function refused(seen: SeenCanary, former: FormerCanary): string | undefined {
  const missing = tasksMissing(seen, former);
  return backRefused(seen, former) ?? (missing === undefined ? undefined : `its tasks are not there: ${missing}`);
}

/** Whether it was applied is read back in the next round. */
function unlessLost(error: unknown, signal: AbortSignal): void {
  if (!(error instanceof ApplicationFailure) || error.type !== 'AwsUnavailable' || signal.aborted) throw error;
}
