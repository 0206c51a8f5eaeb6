import { type Client, WorkflowFailedError } from '@temporalio/client';
import { queryNames } from '../identifiers.js';
import type { Report } from '../report.js';
import { describeExecution, isOpen } from './execution.js';
import { refusedBy } from './plan.js';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

/**
 * The report of the newest run under an id; undefined when there is none (yet, or no longer in Temporal). A closed
 * run's report is its result, which needs no worker. Throws `bad input` when the run refused its request.
 */
export async function readReport(client: Client, id: string): Promise<Report | undefined> {
  const execution = await describeExecution(client, id);
  if (execution === undefined) return undefined;
  const handle = client.workflow.getHandle(id, execution.runId);
  try {
    return await client.withDeadline(Date.now() + temporalAnswersWithin, async () =>
      isOpen(execution)
        ? ((await handle.query<Report | null>(queryNames.report)) ?? undefined)
        : reportIn(await handle.result()),
    );
  } catch (error) {
    if (error instanceof WorkflowFailedError) {
      if (execution.state === 'FAILED' && error.cause !== undefined) throw refusedBy(error.cause);
      return undefined;
    }
    throw troubleOf(`Reading the report of ${id}`, error);
  }
}

const reportIn = (result: unknown): Report | undefined =>
  typeof result === 'object' && result !== null && 'headline' in result && 'timeline' in result
    ? (result as Report)
    : undefined;
