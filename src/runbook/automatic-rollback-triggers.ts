// Runbook › When to Rollback › Automatic Rollback Triggers
/** `name` is the trigger's in alerts, in requests and in `policy.modeOf`. */
export const automaticTriggers = {
  errorRateSpike: {
    name: 'ErrorRateSpike',
    title: 'Error Rate Spike',
    words: 'Error rate >5% for 5 consecutive minutes',
    above: 0.05,
    for: '5 minutes',
    inStepsOf: '1 minute',
    comparedWith: 'Previous 1 hour average',
    comparisonWindow: '1 hour',
  },
  latencyDegradation: {
    name: 'LatencyDegradation',
    title: 'Latency Degradation',
    words: 'P95 latency >2x baseline for 10 minutes',
    quantile: 0.95,
    aboveBaselineTimes: 2,
    for: '10 minutes',
    comparedWith: 'Previous 24-hour average',
    comparisonWindow: '24 hours',
    comparedInStepsOf: '5 minutes',
    /** Share of these steps that has to have a P95. */
    comparedWithAtLeast: 0.25,
    /** Requests: the P95 of fewer is their slowest one. */
    minimumPerStep: 20,
  },
  fastBurnRate: {
    name: 'FastBurnRate',
    title: 'Critical Alert',
    words: 'Fast burn rate alert triggered (>14.4x)',
    aboveBudgetTimes: 14.4,
    // The pair of windows that goes with 14.4: The Site Reliability Workbook › Alerting on SLOs, table 5-8.
    windows: ['1 hour', '5 minutes'],
    /** The runbook names no SLO: what its recovery asks for (success rate > 98 %) stands for it. */
    slo: 0.98,
  },
  databaseConnectionFailures: {
    name: 'DatabaseConnectionFailures',
    title: 'Critical Alert',
    words: 'Database connection failures >10% for 3 minutes',
    above: 0.1,
    for: '3 minutes',
    /** Attempts to connect: a pool makes few. */
    minimumAttempts: 20,
  },
} as const;
