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

/** As long as a channel is down it is tried again, for so many milliseconds; what is refused is said. Never waited for by a rollback. */
export const tellChannelFor = (ms: number): Activities['tellChannel'] =>
  proxyActivities<Activities>({
    taskQueue: queues.tell,
    startToCloseTimeout: '10 seconds',
    scheduleToCloseTimeout: ms,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  }).tellChannel;

/** What came too late for the run: the store is tried for a day, by the workers that have it. */
export const {
  amendReport,
  storeReport: storeLater,
  writeAudit: writeAuditLater,
} = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Nobody waits for it but the first message: what cannot be read soon is another incident. */
export const { readFormerRuns } = proxyActivities<Activities>({
  taskQueue: queues.main,
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: soon,
});

/** For an update that is due now: the next one is five minutes away. */
export const { readStatus } = proxyActivities<Activities>({
  taskQueue: queues.tell,
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  retry: soon,
});
