// With which hour the traffic after a rollback is compared (Runbook › Monitor Metrics › "User traffic stable"). Pure.
import { type SuspicionFacts, suspicionOf } from './plan/suspect.js';
import type { TrafficBaseline } from './runbook/user-traffic.js';
import { shortName } from './runbook/wording.js';

/**
 * The hour before the deployment of what we left. Where that is not known, or lies so long before the trouble that it was
 * another time of day, the hour before the trouble; where that is not known either, the one before the rollback.
 */
export function trafficBaselineOf(facts: SuspicionFacts, acceptedAt: string): TrafficBaseline {
  const { is, deployedAt, onset, onsetKnown } = suspicionOf(facts);
  if (is === 'suspect' && deployedAt !== undefined)
    return { until: deployedAt, before: `the deployment of ${shortName(facts.from)}` };
  if (onsetKnown) return { until: onset, before: 'the trouble' };
  return { until: Date.parse(onset) < Date.parse(acceptedAt) ? onset : acceptedAt, before: 'this rollback' };
}
