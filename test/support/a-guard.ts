// Builders of what a guard sees: v1.2.3 (:124) in the place of v1.2.2 (:121), deployed at 02:55 UTC of the night.
import type { GuardLook } from '../../activities/guard-activities.js';
import type { Guarded } from '../../src/guard/deployment-course.js';
import type { Measured } from '../../src/guard/evaluation.js';
import type { SideBySideFacts } from '../../src/guard/side-by-side.js';
import type { Fact, ReleaseName } from '../../src/rollback.js';
import type { RatioSeries, SeenDeployment } from '../../src/situation.js';
import type { TriggerFacts } from '../../src/trigger-facts.js';
import { arn, aSeries, now, troubled } from './a-situation.js';

export const newer: ReleaseName = { version: '1.2.3', commit: 'abc123', taskDefinition: arn(124) };
const older: ReleaseName = { version: '1.2.2', commit: 'def456', taskDefinition: arn(121) };

export const aGuarded = (given: Partial<Guarded> = {}): Guarded => ({
  id: 'ecs-svc/124',
  createdAt: '2026-11-23T02:55:00.000Z',
  release: newer,
  ...given,
});

export const aDeployment = (given: Partial<SeenDeployment> = {}): SeenDeployment => ({
  id: 'ecs-svc/124',
  status: 'PRIMARY',
  taskDefinition: arn(124),
  rolloutState: 'IN_PROGRESS',
  desired: 4,
  running: 2,
  pending: 0,
  failedTasks: 0,
  createdAt: '2026-11-23T02:55:00.000Z',
  ...given,
});

export const theFormer = aDeployment({
  id: 'ecs-svc/121',
  status: 'ACTIVE',
  taskDefinition: arn(121),
  rolloutState: 'COMPLETED',
});

export const quietSeries = aSeries([0.001, 0.002, 0.001, 0.001, 0.002]);
export { troubled };

export const silent = { state: 'unknown', why: 'Prometheus at http://prometheus did not answer' } as const;
const notConnected = { state: 'not connected' } as const;
export const noMetrics: TriggerFacts = {
  errorRate: notConnected,
  latency: notConnected,
  burnRate: notConnected,
  databaseConnections: notConnected,
};
export const unreachable: TriggerFacts = {
  errorRate: silent,
  latency: silent,
  burnRate: silent,
  databaseConnections: silent,
};

/** The error rate alone has queries, unless given. */
export const ofErrorRate = (series: RatioSeries, given: Partial<TriggerFacts> = {}): TriggerFacts => ({
  ...noMetrics,
  errorRate: {
    state: 'known',
    value: { now: series, beforeDeployment: 0.001, onset: '2026-11-23T02:57:00.000Z' },
  },
  ...given,
});

const steps = (values: readonly (number | null)[], count = 100) =>
  values.map((value, index) => ({
    at: new Date(Date.parse(now) - (values.length - 1 - index) * 60_000).toISOString(),
    value,
    count,
  }));

export const ofConnections = (share: number | null): TriggerFacts['databaseConnections'] => ({
  state: 'known',
  value: { steps: steps([share, share, share]) },
});

export const ofLatency = (seconds: number): TriggerFacts['latency'] => ({
  state: 'known',
  value: {
    steps: steps(Array<number>(10).fill(seconds)),
    baseline: { seconds: 0.4, requests: 500_000, measured: 288 },
  },
});

export const sideBySide = (
  now: number | null,
  before: number | null,
  requests: readonly [number, number] = [300, 900],
): Fact<SideBySideFacts> => ({
  state: 'known',
  value: {
    newer: { release: newer, ratio: now, requests: requests[0] },
    older: { release: older, ratio: before, requests: requests[1] },
  },
});

export const alone: Fact<SideBySideFacts> = {
  state: 'known',
  value: { newer: { release: newer, ratio: null, requests: null } },
};

export const measured = (given: Partial<Measured> = {}): Measured => ({
  at: now,
  triggers: ofErrorRate(quietSeries),
  sideBySide: notConnected,
  ...given,
});

export const aLook = (given: Partial<GuardLook> = {}): GuardLook => ({
  ...measured(),
  service: { state: 'known', value: { deployments: [aDeployment(), theFormer] } },
  ...given,
});
