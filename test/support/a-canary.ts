// A canary of v1.2.3 with a tenth of the traffic beside v1.2.2, in a rule and in the default action.
import type { SeenCanary } from '../../src/canary.js';
import type { CanaryForward, RuleAction } from '../../src/canary-forwards.js';
import type { SituationGiven } from './a-situation.js';
import { arn, aSeries, aSituation, minutesAgo } from './a-situation.js';

export const canaryGroup = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api-canary/2';
export const stableGroup = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/1';
export const canaryService = 'applylens-api-canary-prod';
export const canaryTaskDefinition = arn(120).replace('applylens-api-prod', canaryService);

export const aForwardAction = (
  weights: Readonly<Record<string, number>>,
  stickiness: object = { Enabled: false },
): RuleAction => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig: stickiness,
  },
});

export const aForward = (given: Partial<CanaryForward> = {}): CanaryForward => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/api/1/2/3',
  isDefault: false,
  name: 'rule 10 of api:443',
  actions: [aForwardAction({ [stableGroup]: 90, [canaryGroup]: 10 }, { Enabled: true, DurationSeconds: 3600 })],
  ...given,
});

export const aCanary = (given: Partial<SeenCanary> = {}): SeenCanary => ({
  service: canaryService,
  status: 'ACTIVE',
  release: { version: '1.2.3', commit: 'abc123', taskDefinition: canaryTaskDefinition },
  deployedAt: minutesAgo(9),
  desired: 1,
  running: 1,
  targets: 1,
  targetGroupArn: canaryGroup,
  forwards: [
    aForward(),
    aForward({
      arn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/api/1/2',
      isDefault: true,
      name: 'the default action of api:443',
    }),
  ],
  scaling: { state: 'known', value: { in: false, out: false, scheduled: false } },
  scalingOwed: false,
  traffic: {
    state: 'known',
    value: { canary: { requests: 360, failed: 324 }, stable: { requests: 3_240, failed: 3 } },
  },
  ...given,
});

const withoutTraffic = [aForwardAction({ [stableGroup]: 90, [canaryGroup]: 0 })];

/** The same after its rollback. */
export const canaryWithout = (given: Partial<SeenCanary> = {}): SeenCanary => {
  const { forwards, ...canary } = aCanary();
  const out = forwards.map((forward) => ({ ...forward, actions: withoutTraffic }));
  return { ...canary, forwards: out, desired: 0, running: 0, targets: 0, ...given };
};

/** v1.2.2 serves alone in the service; what fails is the canary. */
export function withBadCanary(canary: Partial<SeenCanary> = {}): SituationGiven {
  const { service, serviceDeployments } = aSituation();
  const [deployment] = service.deployments;
  if (deployment === undefined) throw new Error('the night has no deployment');
  const past = serviceDeployments.state === 'known' ? serviceDeployments.value.slice(1) : [];
  const createdAt = '2026-11-22T00:50:00.000Z';
  return {
    service: {
      taskDefinition: arn(121),
      deployments: [{ ...deployment, id: 'ecs-svc/121', taskDefinition: arn(121), createdAt }],
    },
    serviceDeployments: { state: 'known', value: past },
    errorRate: {
      state: 'known',
      value: {
        now: aSeries([0.06, 0.09, 0.09, 0.09, 0.09]),
        beforeDeployment: 0.002,
        onset: '2026-11-23T02:57:00.000Z',
      },
    },
    canary: { state: 'known', value: aCanary(canary) },
  };
}
