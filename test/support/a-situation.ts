// Builders with a believable night in them: v1.2.3 (:124) went out at 02:55 UTC and answers with errors since 02:57.
import type { RatioSeries, SeenRelease, SeenServiceDeployment, Situation } from '../../src/situation.js';

export { aCause, aReport, aRequest, aStatus } from './a-run.js';
export { anEntry } from './an-entry.js';

export const now = '2026-11-23T03:04:20.000Z';
const minutesMs = 60_000;

export const arn = (revision: number): string =>
  `arn:aws:ecs:us-east-1:111122223333:task-definition/applylens-api-prod:${revision}`;
export const digestOf = (revision: number): string => `sha256:${String(revision).padStart(64, '0')}`;

/** ISO time so many minutes before the night's `now`. */
export const minutesAgo = (minutes: number): string => new Date(Date.parse(now) - minutes * minutesMs).toISOString();
export const hoursAgo = (hours: number): string => minutesAgo(hours * 60);

/** An ACTIVE release whose one image is where it was recorded. */
export function aRelease({ revision = 121, ...given }: Partial<SeenRelease> = {}): SeenRelease {
  const digest = digestOf(revision);
  return {
    taskDefinition: arn(revision),
    revision,
    status: 'ACTIVE',
    version: `1.1.${revision}`,
    commit: `c0ffee${revision}`,
    containers: [
      {
        name: 'api',
        image: `111122223333.dkr.ecr.us-east-1.amazonaws.com/applylens-api:r${revision}`,
        recordedDigest: digest,
        resolvesTo: { state: 'known', value: { digest } },
        recordedExists: { state: 'known', value: true },
      },
    ],
    ...given,
  };
}

/** A deployment that took two minutes and succeeded; `source` is what served before. */
export function aServiceDeployment({
  of,
  source,
  ...given
}: { of: number; source?: number } & Partial<SeenServiceDeployment>): SeenServiceDeployment {
  const createdAt = given.createdAt ?? hoursAgo(26);
  return {
    arn: `arn:aws:ecs:us-east-1:111122223333:service-deployment/applylens-prod/applylens-api-prod/${of}-${createdAt}`,
    status: 'SUCCESSFUL',
    taskDefinition: arn(of),
    sourceTaskDefinitions: source === undefined ? [] : [arn(source)],
    createdAt,
    startedAt: createdAt,
    finishedAt: new Date(Date.parse(createdAt) + 2 * minutesMs).toISOString(),
    ...given,
  };
}

/** The newest minutes of an error rate, oldest first. */
export const aSeries = (
  ratios: readonly (number | null)[],
  { requests = 3_600, ...given }: Partial<Omit<RatioSeries, 'samples'>> & { requests?: number | null } = {},
): RatioSeries => ({
  samples: ratios.map((ratio, index) => ({ at: minutesAgo(ratios.length - 1 - index), ratio, requests })),
  baseline: 0.002,
  baselineRequests: 200_000,
  ...given,
});

export const troubled = aSeries([0.06, 0.12, 0.1, 0.11, 0.098]);

const theReleases = [
  aRelease({ revision: 124, version: '1.2.3', commit: 'abc123' }),
  aRelease({ revision: 123, version: '1.2.3', commit: 'bad123' }),
  aRelease({
    revision: 122,
    version: '1.2.1',
    commit: '999fff',
    holdTag: '2026-11-22T01:00:00.000Z rolled back from, "login loop"',
  }),
  aRelease({ revision: 121, version: '1.2.2', commit: 'def456' }),
];

const theDeployments = [
  aServiceDeployment({
    of: 124,
    source: 121,
    createdAt: '2026-11-23T02:55:00.000Z',
    startedAt: '2026-11-23T02:55:02.000Z',
  }),
  aServiceDeployment({ of: 121, source: 122, createdAt: '2026-11-22T00:50:00.000Z' }),
  aServiceDeployment({
    of: 123,
    source: 122,
    status: 'ROLLBACK_SUCCESSFUL',
    createdAt: '2026-10-16T10:00:00.000Z',
  }),
  aServiceDeployment({ of: 122, createdAt: '2026-10-12T09:00:00.000Z' }),
];

const theService: Situation['service'] = {
  arn: 'arn:aws:ecs:us-east-1:111122223333:service/applylens-prod/applylens-api-prod',
  status: 'ACTIVE',
  controller: 'ECS',
  desired: 4,
  running: 4,
  pending: 0,
  taskDefinition: arn(124),
  deployments: [
    {
      id: 'ecs-svc/124',
      status: 'PRIMARY',
      taskDefinition: arn(124),
      rolloutState: 'COMPLETED',
      desired: 4,
      running: 4,
      pending: 0,
      failedTasks: 0,
      createdAt: '2026-11-23T02:55:00.000Z',
    },
  ],
  settings: {
    circuitBreaker: { enable: true, rollback: true },
    minimumHealthyPercent: 100,
    maximumPercent: 150,
    strategy: 'ROLLING',
  },
  recentEvents: [],
  targetGroupArns: ['arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/1'],
};

export type SituationGiven = Partial<Omit<Situation, 'service'>> & { service?: Partial<Situation['service']> };

export function aSituation({ service, ...given }: SituationGiven = {}): Situation {
  return {
    seenAt: now,
    releases: theReleases,
    serviceDeployments: { state: 'known', value: theDeployments },
    targetGroups: {
      state: 'known',
      value: [
        {
          arn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/1',
          name: 'applylens-api-prod',
          healthy: 4,
          draining: 0,
          unhealthy: 0,
          initial: 0,
          healthCheckIntervalSeconds: 10,
          healthyThreshold: 2,
          deregistrationDelaySeconds: 300,
        },
      ],
    },
    versionEndpoint: { state: 'known', value: { version: '1.2.3', commit: 'abc123' } },
    healthEndpoint: { state: 'known', value: { status: 'healthy' } },
    errorRate: {
      state: 'known',
      value: { now: troubled, beforeDeployment: 0.002, onset: '2026-11-23T02:57:00.000Z' },
    },
    taskStartSeconds: { state: 'known', value: 35 },
    notConnected: ['schema heads'],
    ...given,
    service: { ...theService, ...service },
  };
}
