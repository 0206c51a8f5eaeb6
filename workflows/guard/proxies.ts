import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/activities.js';
import { queues } from '../../src/identifiers.js';
import { soon } from '../proxies.js';

/** An outage is ridden out: a deployment is guarded as soon as AWS answers. */
export const { identifyDeployment } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: soon,
});

/** What could not be seen in time is said to be unseen: the next evaluation is a few seconds away. */
export const { lookAtDeployment, lookBesideDeployment } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: soon,
});
