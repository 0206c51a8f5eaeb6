// What is asked beside the wait for a person, for as long as it takes: nobody waits for its answer to a cancel.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { queues } from '../src/identifiers.js';

export const { releaseScriptMended } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

export const { databaseFreed } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '10 seconds' },
});

/** A look that fails until there is an end, so that no slot is held in between. */
export const { followDeployment: lookForProgress, followCanary: lookAtCanary } = proxyActivities<Activities>({
  taskQueue: queues.follow,
  startToCloseTimeout: '20 seconds',
  cancellationType: 'TRY_CANCEL',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});
