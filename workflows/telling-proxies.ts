// What is asked so that people are told: a queue of its own, and nothing waits for it.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { queues } from '../src/identifiers.js';
import { soon } from './proxies.js';

/** From the rollback itself: a queue of its own, so that a flood of notices never delays a change. */
export const { page: tellByPage } = proxyActivities<Activities>({
  taskQueue: queues.tell,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: soon,
});

/** A page that is over is taken back on the way out, which is not held up for long. */
export const { page: takeBackPage } = proxyActivities<Activities>({
  taskQueue: queues.tell,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: soon,
});

/** As long as a channel is down it is tried again; what is refused is said. Never waited for by a rollback. */
export const { tellChannel } = proxyActivities<Activities>({
  taskQueue: queues.tell,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/** For an update that is due now: the next one is five minutes away. */
export const { readStatus } = proxyActivities<Activities>({
  taskQueue: queues.tell,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: soon,
});
