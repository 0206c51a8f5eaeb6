// Activities in the worker's own memory and files: no queue between, never used for a change.
import { type LocalActivityOptions, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.js';
import { soon } from './proxies.js';

/** Reads in memory of the worker: no queue between, never used for a change. */
export const { acceptRequest } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5 seconds',
  retry: soon,
} satisfies LocalActivityOptions);

/** A key in a file of the worker; what cannot be checked soon counts as not checked. */
export const { checkRelayed } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '10 seconds',
  retry: soon,
} satisfies LocalActivityOptions);
