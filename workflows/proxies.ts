import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { queues } from '../src/identifiers.js';

// After a kill the next attempt starts at most this much later: 10 s of attempt and 5 s of interval.
export const soon = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5 seconds' } as const;

/** Looks. Throttling and outages are ridden out for as long as they last. */
export const { lookAround, measureErrorRate, checkTargetServes } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  retry: soon,
});

/**
 * A change belongs to the plan it was made for: after two minutes of trying production is looked at again. An attempt that
 * is under way does not hear of a cancel, so its end is waited for.
 */
export const {
  startEcsDeployment,
  takeBackDeployment,
  stopLeftOverTasks,
  shiftTrafficToStable,
  stopCanaryTasks,
  raiseCanaryTasks,
  giveCanaryTraffic,
} = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '2 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: soon,
});

/** Steps 1 to 4 of Method 2: an ssh connection and a git fetch take longer than a look. */
export const { checkReleaseScript } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: soon,
});

/** One who takes over finds the script running or its end; a cancel stops it, and how it ended then is waited for. */
export const { runReleaseScript } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '25 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: soon,
});

export const { findScriptDeployment } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '2 minutes',
  retry: soon,
});

/** Owed to production, so tried for long; but the report is owed to people. */
export const { restoreDeploymentSettings, leaveFailedDeployment, restoreCanaryScaling } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '15 minutes',
  retry: soon,
});

/** What cannot be read soon is said to be unread: the monitor looks again a minute later, a report is not held up. */
export const {
  readServing: glanceAtServing,
  measureErrorRate: glanceAtErrorRate,
  readCanary: glanceAtCanary,
} = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: soon,
});

/** Beside the report, which is there already. */
export const { writeAudit } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '15 seconds',
  retry: soon,
});

/** Marks and records are worth a few minutes, not the outcome. */
export const { tagRelease, untagRelease, forgetRun, forgetCanary, storeReport, readUndone } =
  proxyActivities<Activities>({
    taskQueue: queues.main,
    startToCloseTimeout: '10 seconds',
    scheduleToCloseTimeout: '3 minutes',
    retry: soon,
  });

export const { requestOfRunning } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: soon,
});

/** A look that fails is taken again a minute later; it never delays the page. */
export const { describeRollback } = proxyActivities<Activities>({
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: soon,
});

/** On the escalation's own queue. A page waits for it this long and no longer. */
export const { measureOutage } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});

/** Before the plan, and only where another run has left a mark. */
export const { describeRollback: glanceAtRollback } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '10 seconds',
  retry: soon,
});

/** People wait for it: what cannot be read soon is said to be unread. */
export const { gatherEvidence } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: soon,
});

/** For the stored report: nothing waits for it. */
export const { gatherPrevention } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '2 minutes',
  retry: soon,
});

/** Followers heartbeat: a worker that died is noticed after 15 s and another one goes on from what it reads. */
export const { followDeployment, followPipelineRun, followCanary, followCanaryTasks, watchRecovery, awsAnswers } =
  proxyActivities<Activities>({
    taskQueue: queues.follow,
    startToCloseTimeout: '25 hours',
    heartbeatTimeout: '15 seconds',
    retry: { ...soon, initialInterval: '1 second' },
  });

/** The pipeline is worth seconds: what cannot be stopped by then is said, and the rollback goes on. */
export const { stopPipeline } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  retry: { ...soon, initialInterval: '1 second', maximumAttempts: 3 },
});

/** A second attempt would be a second run. */
export const { dispatchPipelineRollback } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
});

export const { newestPipelineRollback, findPipelineRollback } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: soon,
});

/** Watches beside something else; nobody waits for its answer to a cancel. */
export const {
  followDeployment: keepFollowing,
  followCanary: keepWatchingCanary,
  standTripwire,
} = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '25 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { ...soon, initialInterval: '1 second' },
});
