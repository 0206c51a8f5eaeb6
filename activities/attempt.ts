import { asyncLocalStorage } from '@temporalio/activity';

/** What one attempt of an activity without heartbeats may take: below its start-to-close time-out of ten seconds. */
export const attemptLastsMs = 8_500;

/** 1 for the first attempt, and outside of an activity. */
export const attemptNumber = (): number => asyncLocalStorage.getStore()?.info.attempt ?? 1;

/** Aborted when the activity is cancelled or its worker stops; never outside of an activity. */
const cancellation = (): AbortSignal =>
  asyncLocalStorage.getStore()?.cancellationSignal ?? new AbortController().signal;

/** Aborted after `ms`, or when the activity is cancelled: for every call that one attempt makes. */
export const withinAttempt = (ms: number = attemptLastsMs): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(ms), cancellation()]);

/** The run of the workflow that asks: another one after Temporal's reset. */
export const askingRun = (): string | undefined => asyncLocalStorage.getStore()?.info.workflowExecution?.runId;
