import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { queues } from '../src/identifiers.js';
import { soon } from './proxies.js';

/** Heartbeating: the first one fetches the whole repository, which may take minutes. */
const assessing = {
  taskQueue: queues.follow,
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
} as const;

/** A database that is down is asked a few times, then a person. */
export const { assessDatabase } = proxyActivities<Activities>({
  ...assessing,
  retry: { ...soon, maximumAttempts: 5 },
});

/** An application is not held up by it: what is not known then is a doubt. Once more, as a worker may die. */
export const { assessDatabase: assessBeside } = proxyActivities<Activities>({
  ...assessing,
  retry: { ...soon, maximumAttempts: 2 },
});

export const { findRehearsal, readDatabaseHolder } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '5 minutes',
  retry: soon,
});

/** Heartbeating: where tasks reach the database, one has to start first. */
export const { plotPath, readStanding } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '15 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: soon,
});

/** One who takes over begins with a new copy. Staging that is down is asked a few times, then a person. */
export const { rehearseDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { ...soon, maximumAttempts: 6 },
});

/** One who takes over finds the snapshot by its id. */
export const { backUpDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  retry: { ...soon, initialInterval: '1 second' },
});

/** One who takes over ends the orphan first, then goes on from where the database stands. A failover takes two minutes; then a person. */
export const { downgradeDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { ...soon, maximumAttempts: 30 },
});
