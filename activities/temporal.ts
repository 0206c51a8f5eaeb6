// Rollbacks seen from outside, through Temporal's client.
import {
  type Client,
  isGrpcServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { failure } from '../src/failures.js';
import { owesSettings, type Report } from '../src/report.js';
import type { Activities } from './activities.js';

type Seen = Awaited<ReturnType<Activities['describeRollback']>>;
type Answered = Awaited<ReturnType<Activities['requestOfRunning']>>;

const answersWithinMs = 4_000;
const ofTemporal = [
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELED',
  'TERMINATED',
  'TIMED_OUT',
  'CONTINUED_AS_NEW',
  'PAUSED',
] as const;

/** A run that Temporal forgot, or never had, is NOT_FOUND. Fails with TemporalUnavailable. */
export const describeRollback =
  ({ temporal }: { readonly temporal: Client }) =>
  async ({ workflowId, runId }: { workflowId: string; runId: string }): Promise<Seen> =>
    temporal.withDeadline(Date.now() + answersWithinMs, async () => {
      try {
        const { handle, described } = await runOrItsReset(temporal, workflowId, runId);
        const { status, raw } = described;
        const name = ofTemporal.find((each) => each === status.name) ?? 'RUNNING';
        const closed = name === 'COMPLETED' ? await closedAs(handle) : {};
        return { status: name, failingWorkflowTaskAttempts: raw.pendingWorkflowTask?.attempt ?? 0, ...closed };
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw unavailable(`Looking at ${workflowId}`, error);
        return { status: 'NOT_FOUND', failingWorkflowTaskAttempts: 0 };
      }
    });

/** Temporal's Reset terminates the run and begins another one that shares its first run: that one is meant then. */
async function runOrItsReset(temporal: Client, workflowId: string, runId: string) {
  const handle = temporal.workflow.getHandle(workflowId, runId);
  const described = await handle.describe();
  if (described.status.name !== 'TERMINATED') return { handle, described };
  const newest = await temporal.workflow.getHandle(workflowId).describe();
  const first = ({ raw }: typeof newest) => raw.workflowExecutionInfo?.firstRunId;
  if (newest.runId === runId || first(newest) !== first(described)) return { handle, described };
  return { handle: temporal.workflow.getHandle(workflowId, newest.runId), described: newest };
}

/** A run that handed over has no report of its own and needs none. */
async function closedAs(handle: { result(): Promise<unknown> }): Promise<Pick<Seen, 'outcome' | 'owes'>> {
  try {
    const result: unknown = await handle.result();
    if (typeof result !== 'object' || result === null || !('outcome' in result)) return {};
    return { outcome: String(result.outcome), ...(owesSettings(result as Partial<Report>) ? { owes: true } : {}) };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return {};
    throw error;
  }
}

/** Asks the running rollback as an Update; its id makes a repeated attempt count once. Fails with TemporalUnavailable. */
export const requestOfRunning =
  ({ temporal }: { readonly temporal: Client }) =>
  async ({ workflowId, request, messageId }: Parameters<Activities['requestOfRunning']>[0]): Promise<Answered> => {
    const handle = temporal.workflow.getHandle(workflowId);
    try {
      const answer: unknown = await temporal.withDeadline(Date.now() + answersWithinMs, () =>
        handle.executeUpdate<unknown, [unknown]>('request', { args: [request], updateId: messageId }),
      );
      return { answer: answerIn(answer) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { answer: 'gone' };
      if (error instanceof WorkflowUpdateFailedError) return { answer: closedMeanwhile(error) ? 'gone' : 'differs' };
      throw unavailable(`Asking ${workflowId}`, error);
    }
  };

const answerIn = (answer: unknown): 'joined' | 'differs' =>
  typeof answer === 'object' && answer !== null && 'answer' in answer && answer.answer === 'differs'
    ? 'differs'
    : 'joined';

/** The run completed between taking the update and answering it. */
const closedMeanwhile = ({ cause }: WorkflowUpdateFailedError): boolean =>
  cause instanceof Error && /completed|closed/i.test(`${'type' in cause ? String(cause.type) : ''} ${cause.message}`);

const unavailable = (attempted: string, error: unknown) =>
  failure('TemporalUnavailable', {
    attempted,
    cameBack: isGrpcServiceError(error) ? error.details : error instanceof Error ? error.message : String(error),
    next: 'Runback tries again by itself',
  });
