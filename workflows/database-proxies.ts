import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { queues } from '../src/identifiers.js';
import { soon } from './proxies.js';

/** Heartbeating: the first one fetches the whole repository, which may take minutes. */
export const { assessDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
  retry: soon,
});

export const { findRehearsal, plotPath, readStanding } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '5 minutes',
  retry: soon,
});

/** One who takes over begins with a new copy. */
export const { rehearseDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: soon,
});

/** One who takes over finds the snapshot by its id. */
export const { backUpDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  retry: { ...soon, initialInterval: '1 second' },
});

/** One who takes over ends the orphan first, then goes on from where the database stands. */
export const { downgradeDatabase } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: soon,
});
