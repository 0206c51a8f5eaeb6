import type { CatalogueEntry } from '../../src/catalogue/entry.js';

const minutesMs = 60_000;

export type EntryGiven = Partial<Omit<CatalogueEntry, 'policy' | 'timings'>> & {
  policy?: Partial<CatalogueEntry['policy']>;
  timings?: Partial<CatalogueEntry['timings']>;
};

const method = (expected: number, budget: number) => ({ expected: expected * minutesMs, budget: budget * minutesMs });

const theTimings: CatalogueEntry['timings'] = {
  errorRateMinute: minutesMs,
  errorRateFor: 5 * minutesMs,
  errorRateBaseline: 60 * minutesMs,
  latencyFor: 10 * minutesMs,
  latencyBaseline: 24 * 60 * minutesMs,
  latencyBaselineStep: 5 * minutesMs,
  burnRateLong: 60 * minutesMs,
  burnRateShort: 5 * minutesMs,
  connectionFailuresFor: 3 * minutesMs,
  watch: 15 * minutesMs,
  watchAtMost: 30 * minutesMs,
  monitor: 60 * minutesMs,
  escalateAfter: 30 * minutesMs,
  escalateAfterSEV1: 30 * minutesMs,
  escalateEvery: 15 * minutesMs,
  gateSEV1: 5 * minutesMs,
  gateSEV2: 10 * minutesMs,
  gateEndsAfter: 24 * 60 * minutesMs,
  databaseGateEndsAfter: 4 * 60 * minutesMs,
  operatorEndsAfter: 24 * 60 * minutesMs,
  soak: 30 * minutesMs,
  suspectWithin: 24 * 60 * minutesMs,
  minimumRung: 3 * minutesMs,
  propagation: 2 * minutesMs,
  methods: {
    automatic: method(8, 10),
    script: method(8, 10),
    'ecs-task': method(12, 15),
    canary: method(4, 5),
    database: method(24, 30),
  },
  updates: 5 * minutesMs,
  updatesWhileWaiting: 30 * minutesMs,
  poll: 5_000,
  metricsPoll: 5_000,
  guardEvery: 15_000,
  escalationLook: minutesMs,
  httpTimeout: 5_000,
};

const theEntry: Omit<CatalogueEntry, 'policy' | 'timings'> = {
  service: 'applylens-api',
  environment: 'prod',
  kind: 'production',
  aliases: ['applylens-api-prod'],
  aws: { region: 'us-east-1' },
  ecs: { cluster: 'applylens-prod', service: 'applylens-api-prod', family: 'applylens-api-prod' },
  release: { version: { environment: 'APP_VERSION' }, commit: { environment: 'GIT_SHA' } },
  versionProbe: { url: 'https://api.applylens.io/version', fields: { version: 'version', commit: 'commit' } },
  healthProbe: { url: 'https://api.applylens.io/health', expect: { status: 'healthy' } },
  smoke: [],
  recovery: { errorRateBelow: 0.02, successRateAbove: 0.98, p95BelowSeconds: 1.5 },
  errorRateAbove: 0.05,
  triggers: {
    p95AboveBaseline: 2,
    burnRateAbove: 14.4,
    slo: 0.98,
    connectionFailuresAbove: 0.1,
    minimumConnectionAttempts: 20,
    sideBySide: true,
  },
  minimumSample: 100,
  freshConnections: 20,
  paging: {
    url: 'http://127.0.0.1:1/v2/enqueue',
    routingKey: 'env:PAGERDUTY_ROUTING_KEY',
    onCallRoutingKey: 'env:PAGERDUTY_ONCALL_ROUTING_KEY',
    escalateTo: 'the engineering manager',
  },
  contacts: { 'on-call line': '+1-555-0123' },
  dashboard: 'https://grafana.applylens.io/d/system-health',
  knownGood: [],
  blocked: [],
  notConnected: ['Slack'],
};

const thePolicy: CatalogueEntry['policy'] = {
  automaticAtMost: [],
  mode: 'act',
  approvals: 0,
  identity: 'claimed',
  methods: ['automatic', 'script', 'ecs-task', 'canary', 'database'],
  confirmByPerson: [],
  stopPipeline: true,
  rollBackAgain: false,
};

/** ApplyLens in production with the runbook's own durations. */
export const anEntry = ({ policy, timings, ...given }: EntryGiven = {}): CatalogueEntry => ({
  ...theEntry,
  ...given,
  policy: { ...thePolicy, ...policy },
  timings: { ...theTimings, ...timings },
});
