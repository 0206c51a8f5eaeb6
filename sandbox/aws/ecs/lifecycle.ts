// The stages of a deployment that shifts traffic from one fleet to the other, and the hooks that pause it (facts §4).
import { randomUUID } from 'node:crypto';
import { type Stage, stages, trafficShare } from './deployment-strategy.js';
import type { ServiceRevision } from './records.js';
import type { DeploymentConfiguration } from './service-settings.js';

export interface PausedAt {
  readonly hookId: string;
  readonly stage: Stage;
  readonly expiresAt: number;
  readonly timeoutAction: 'ROLLBACK' | 'CONTINUE';
  status: 'AWAITING_ACTION' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
}

export interface Lifecycle {
  /** The fleet that serves until the shift; none in the first deployment of all. */
  readonly source?: ServiceRevision;
  stage: Stage;
  since: number;
  /** Per cent of the production traffic that the new revision is to have. */
  share: number;
  readonly hooks: PausedAt[];
}

export interface StageFacts {
  readonly now: number;
  /** Real milliseconds of AWS seconds. */
  readonly lasts: (awsSeconds: number) => number;
  readonly configuration: DeploymentConfiguration;
  readonly isScaledUp: boolean;
  /** Tasks are left of revisions that are neither the new one nor the serving one. */
  readonly othersLeft: boolean;
  readonly bakeSeconds: number;
  /** From a changed weight until nothing follows the old one. */
  readonly shiftSeconds: number;
}

export const hasReached = ({ stage }: Lifecycle, asked: Stage): boolean =>
  stages.indexOf(stage) >= stages.indexOf(asked);

export const beginLifecycle = (
  now: number,
  source: ServiceRevision | undefined,
  severalActive: boolean,
): Lifecycle => ({
  ...(source === undefined ? {} : { source }),
  stage: severalActive ? 'RECONCILE_SERVICE' : 'PRE_SCALE_UP',
  since: now,
  share: 0,
  hooks: [],
});

/** Goes on to the next stage where this one is over; `ROLLBACK` when a pause ran out and says so. */
export function advance(lifecycle: Lifecycle, facts: StageFacts): 'ROLLBACK' | undefined {
  pauseIfHooked(lifecycle, facts);
  const timedOut = lifecycle.hooks.find((hook) => hook.status === 'AWAITING_ACTION' && hook.expiresAt <= facts.now);
  if (timedOut) {
    timedOut.status = 'TIMED_OUT';
    if (timedOut.timeoutAction === 'ROLLBACK') return 'ROLLBACK';
  }
  if (lifecycle.hooks.some(({ status }) => status === 'AWAITING_ACTION')) return undefined;
  if (lifecycle.stage === 'PRODUCTION_TRAFFIC_SHIFT') lifecycle.share = shareNow(lifecycle, facts);
  const next = stages[stages.indexOf(lifecycle.stage) + 1];
  if (next === undefined || !isOver(lifecycle, facts)) return undefined;
  lifecycle.stage = next;
  lifecycle.since = facts.now;
  return undefined;
}

function pauseIfHooked({ hooks, stage, since }: Lifecycle, { configuration, lasts }: StageFacts): void {
  if (hooks.some((hook) => hook.stage === stage)) return;
  const hooked = (configuration.lifecycleHooks ?? []).filter(({ lifecycleStages }) =>
    (lifecycleStages as readonly string[]).includes(stage),
  );
  for (const {
    timeoutConfiguration: { timeoutInMinutes, action },
  } of hooked) {
    const expiresAt = since + lasts(timeoutInMinutes * 60);
    hooks.push({ hookId: randomUUID(), stage, expiresAt, timeoutAction: action, status: 'AWAITING_ACTION' });
  }
}

const elapsedSeconds = ({ since }: Lifecycle, { now, lasts }: StageFacts): number => (now - since) / lasts(1);

const shareNow = (lifecycle: Lifecycle, facts: StageFacts): number =>
  trafficShare(facts.configuration, elapsedSeconds(lifecycle, facts));

function isOver(lifecycle: Lifecycle, facts: StageFacts): boolean {
  const elapsed = elapsedSeconds(lifecycle, facts);
  switch (lifecycle.stage) {
    case 'RECONCILE_SERVICE':
      return !facts.othersLeft;
    case 'SCALE_UP':
      return facts.isScaledUp;
    case 'PRODUCTION_TRAFFIC_SHIFT':
      return trafficShare(facts.configuration, elapsed - facts.shiftSeconds) >= 100 && elapsed >= facts.shiftSeconds;
    case 'BAKE_TIME':
      return elapsed >= facts.bakeSeconds;
    default:
      return true;
  }
}
