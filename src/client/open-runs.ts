import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

/** A rollback that is open, as Temporal lists it. */
export interface OpenRun {
  readonly id: string;
  readonly runId: string;
  readonly environment: string;
  readonly service: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** A monitor that watches a finished rollback. */
export interface OpenMonitor {
  readonly id: string;
  readonly requestId: string;
  /** ISO 8601; absent when the monitor does not say. */
  readonly restoredAt?: string;
}

const atMost = 200;

async function listRunning(client: Client, prefix: string): Promise<WorkflowExecutionInfo[]> {
  const quoted = prefix.replaceAll(/["\\]/g, '');
  const query = `WorkflowId STARTS_WITH "${quoted}" AND ExecutionStatus = "Running"`;
  try {
    return await client.withDeadline(Date.now() + temporalAnswersWithin, async () => {
      const found: WorkflowExecutionInfo[] = [];
      for await (const each of client.workflow.list({ query, pageSize: atMost })) {
        found.push(each);
        if (found.length >= atMost) break;
      }
      return found;
    });
  } catch (error) {
    throw troubleOf(`Listing what runs under ${prefix}`, error);
  }
}

/** All open rollbacks, newest first, at most 200. Throws `temporal not reached`. */
export async function openRollbacks(client: Client): Promise<readonly OpenRun[]> {
  return (await listRunning(client, 'rollback/')).flatMap(({ workflowId, runId, startTime }) => {
    const [, environment, ...service] = workflowId.split('/');
    if (environment === undefined || service.length === 0) return [];
    return [{ id: workflowId, runId, environment, service: service.join('/'), startedAt: startTime.toISOString() }];
  });
}

/** The monitors of one service that are still open (design §5.10). */
export async function openMonitors(
  client: Client,
  environment: string,
  service: string,
): Promise<readonly OpenMonitor[]> {
  const found = await listRunning(client, `monitor/${environment}/${service}/`);
  return found.map(({ workflowId, memo }) => ({
    id: workflowId,
    requestId: workflowId.split('/').at(-1) ?? '',
    ...(typeof memo?.restoredAt === 'string' ? { restoredAt: memo.restoredAt } : {}),
  }));
}
