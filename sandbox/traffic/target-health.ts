// How a load balancer judges a target from its health checks: a pure step from one judgement to the next.
import type { TargetGroupSettings, TargetHealth } from '../world.js';

export type CheckOutcome = { readonly passed: true } | ({ readonly passed: false } & Explanation);

interface Explanation {
  readonly reason: string;
  readonly description: string;
}

export interface Judgement {
  readonly shown: Omit<TargetHealth, 'target'>;
  readonly passesInARow: number;
  readonly failuresInARow: number;
}

type Thresholds = Pick<TargetGroupSettings['healthCheck'], 'healthyThreshold' | 'unhealthyThreshold'>;

export const registered: Judgement = judgement({
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
});

export const beingChecked: Judgement = judgement({
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
});

export const notInUse: Judgement['shown'] = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

export const draining: Judgement['shown'] = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

/** A target changes its state only after as many checks in a row as the threshold of the other state says. */
export function afterCheck(before: Judgement, outcome: CheckOutcome, thresholds: Thresholds): Judgement {
  return outcome.passed ? afterPass(before, thresholds) : afterFailure(before, outcome, thresholds);
}

function afterPass({ shown, passesInARow }: Judgement, { healthyThreshold }: Thresholds): Judgement {
  const passes = passesInARow + 1;
  const isHealthy = shown.state === 'healthy' || passes >= healthyThreshold;
  return { shown: isHealthy ? { state: 'healthy' } : shown, passesInARow: passes, failuresInARow: 0 };
}

function afterFailure(
  { shown, failuresInARow }: Judgement,
  { reason, description }: Explanation,
  { unhealthyThreshold }: Thresholds,
): Judgement {
  const failures = failuresInARow + 1;
  const isUnhealthy = shown.state === 'unhealthy' || failures >= unhealthyThreshold;
  return {
    shown: isUnhealthy ? { state: 'unhealthy', reason, description } : shown,
    passesInARow: 0,
    failuresInARow: failures,
  };
}

function judgement(shown: Judgement['shown']): Judgement {
  return { shown, passesInARow: 0, failuresInARow: 0 };
}
