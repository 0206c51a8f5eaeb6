import { updates } from '../runbook/communication.js';
import { escalation } from '../runbook/escalation.js';
import { recoveryCriteria } from '../runbook/post-rollback-verification.js';
import { canaryRules } from '../runbook/rollback-procedures/canary-rules.js';
import { procedures } from '../runbook/rollback-procedures.js';
import { automaticTriggers } from '../runbook/when-to-rollback.js';

const percentage = (ratio: number): string => `${Number((ratio * 100).toFixed(6))} %`;

const times = Object.entries(procedures).map(
  ([method, { expected, budget }]) => [method, { expected, budget }] as const,
);
const { errorRateSpike } = automaticTriggers;

/** What holds when the catalogue says nothing else, written as in a catalogue: the runbook's numbers, and design §1, §3 and §5. */
export const defaults = {
  triggers: { errorRateAbove: percentage(errorRateSpike.above) },
  recovery: {
    errorRateBelow: percentage(recoveryCriteria.errorRate.below),
    successRateAbove: percentage(recoveryCriteria.successRate.above),
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
    escalationLook: '1 minute',
    httpTimeout: '5 seconds',
  },
};
