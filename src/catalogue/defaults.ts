import { updates } from '../runbook/communication.js';
import { escalation } from '../runbook/escalation.js';
import { recoveryCriteria } from '../runbook/post-rollback-verification.js';
import { canaryRules } from '../runbook/rollback-procedures/canary-rules.js';
import { procedures } from '../runbook/rollback-procedures.js';
import { automaticTriggers } from '../runbook/when-to-rollback.js';
import { exactPercent } from '../runbook/wording.js';

const times = Object.entries(procedures).map(
  ([method, { expected, budget }]) => [method, { expected, budget }] as const,
);
const { errorRateSpike, latencyDegradation, fastBurnRate, databaseConnectionFailures } = automaticTriggers;
const [burnRateLong, burnRateShort] = fastBurnRate.windows;

/** What holds when the catalogue says nothing else, written as in a catalogue: the runbook's numbers, and design §1, §3 and §5. */
export const defaults = {
  triggers: {
    errorRateAbove: exactPercent(errorRateSpike.above),
    p95AboveBaseline: latencyDegradation.aboveBaselineTimes,
    burnRateAbove: fastBurnRate.aboveBudgetTimes,
    slo: exactPercent(fastBurnRate.slo),
    connectionFailuresAbove: exactPercent(databaseConnectionFailures.above),
    minimumConnectionAttempts: databaseConnectionFailures.minimumAttempts,
    sideBySide: true,
  },
  recovery: {
    errorRateBelow: exactPercent(recoveryCriteria.errorRate.below),
    successRateAbove: exactPercent(recoveryCriteria.successRate.above),
    p95Below: `${recoveryCriteria.latency.p95BelowSeconds} s`,
    trafficWithin: exactPercent(recoveryCriteria.userTraffic.within),
    minimumSample: recoveryCriteria.minimumSample,
    freshConnections: recoveryCriteria.freshConnections,
  },
  policy: {
    mode: 'observe',
    approvals: 1,
    identity: 'claimed',
    methods: Object.keys(procedures),
    confirmByPerson: [],
    stopPipeline: true,
    rollBackAgain: false,
    automaticAtMost: [
      { runs: 1, within: '6 hours' },
      { runs: 2, within: '24 hours' },
    ],
  },
  timings: {
    errorRateMinute: errorRateSpike.inStepsOf,
    errorRateFor: errorRateSpike.for,
    errorRateBaseline: errorRateSpike.comparisonWindow,
    latencyFor: latencyDegradation.for,
    latencyBaseline: latencyDegradation.comparisonWindow,
    latencyBaselineStep: latencyDegradation.comparedInStepsOf,
    burnRateLong,
    burnRateShort,
    connectionFailuresFor: databaseConnectionFailures.for,
    watch: recoveryCriteria.watch,
    watchAtMost: recoveryCriteria.watchAtMost,
    monitor: recoveryCriteria.monitor,
    escalateAfter: escalation.after,
    escalateAfterSEV1: escalation.after,
    escalateEvery: escalation.repeatedEvery,
    gateSEV1: '5 minutes',
    gateSEV2: '10 minutes',
    gateEndsAfter: '24 hours',
    databaseGateEndsAfter: '4 hours',
    operatorEndsAfter: '24 hours',
    soak: '30 minutes',
    suspectWithin: '24 hours',
    minimumRung: '3 minutes',
    propagation: canaryRules.propagation,
    methods: Object.fromEntries(times),
    updates: updates.every,
    updatesWhileWaiting: updates.everyWhileWaiting,
    poll: '5 seconds',
    metricsPoll: '5 seconds',
    guardEvery: '15 seconds',
    escalationLook: '1 minute',
    httpTimeout: '5 seconds',
  },
};
