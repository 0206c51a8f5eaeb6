import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { DeploymentProgress } from '../../activities/activities.js';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

/** An activity that is under way or waits for its next attempt. */
export interface PendingActivity {
  readonly type: string;
  readonly attempt: number;
  readonly lastFailure?: string;
  readonly progress?: DeploymentProgress;
}

/** What Temporal itself says of a run, without asking the run. Times are ISO 8601. */
export interface Execution {
  readonly id: string;
  readonly runId: string;
  readonly state: WorkflowExecutionDescription['status']['name'];
  readonly startedAt: string;
  readonly closedAt?: string;
  readonly memo: Readonly<Record<string, unknown>>;
  /** How often its present workflow task was tried; 3 or more: it keeps failing. */
  readonly workflowTaskAttempt: number;
  readonly activities: readonly PendingActivity[];
}

export const isOpen = ({ state }: Execution): boolean => state === 'RUNNING' || state === 'PAUSED';

/** The newest run under an id; undefined when there is none. Throws `temporal not reached`. */
export async function describeExecution(client: Client, id: string): Promise<Execution | undefined> {
  try {
    const description = await client.withDeadline(Date.now() + temporalAnswersWithin, () =>
      client.workflow.getHandle(id).describe(),
    );
    return await executionOf(client, description);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw troubleOf(`Looking at ${id}`, error);
  }
}

async function executionOf(client: Client, described: WorkflowExecutionDescription): Promise<Execution> {
  const { raw } = described;
  return {
    id: described.workflowId,
    runId: described.runId,
    state: described.status.name,
    startedAt: described.startTime.toISOString(),
    ...(described.closeTime === undefined ? {} : { closedAt: described.closeTime.toISOString() }),
    memo: described.memo ?? {},
    workflowTaskAttempt: raw.pendingWorkflowTask?.attempt ?? 0,
    activities: await Promise.all((raw.pendingActivities ?? []).map((each) => pendingActivity(client, each))),
  };
}

async function pendingActivity(
  client: Client,
  pending: temporal.api.workflow.v1.IPendingActivityInfo,
): Promise<PendingActivity> {
  const progress = await heartbeatOf(client, pending);
  return {
    type: pending.activityType?.name ?? 'unknown',
    attempt: pending.attempt ?? 1,
    ...(pending.lastFailure?.message ? { lastFailure: pending.lastFailure.message } : {}),
    ...(progress === undefined ? {} : { progress }),
  };
}

// A heartbeat that cannot be decoded must not hide the rest of the status.
async function heartbeatOf(
  client: Client,
  { heartbeatDetails }: temporal.api.workflow.v1.IPendingActivityInfo,
): Promise<DeploymentProgress | undefined> {
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  try {
    let payloads = heartbeatDetails?.payloads ?? [];
    for (const codec of payloadCodecs) payloads = await codec.decode(payloads);
    const details: unknown = payloads[0] && payloadConverter.fromPayload(payloads[0]);
    return isProgress(details) ? details : undefined;
  } catch {
    return undefined;
  }
}

const isProgress = (details: unknown): details is DeploymentProgress =>
  typeof details === 'object' &&
  details !== null &&
  typeof (details as Partial<DeploymentProgress>).sentence === 'string' &&
  typeof (details as Partial<DeploymentProgress>).at === 'string';
