import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { Report } from '../report.js';
import type { OpenRun } from './open-runs.js';
import { temporalAnswersWithin, troubleOf } from './temporal-trouble.js';

/** A rollback that is over, with its report's first line where it has one. */
export interface ClosedRun extends OpenRun {
  /** ISO 8601. */
  readonly closedAt: string;
  /** Of the workflow: COMPLETED, TERMINATED … */
  readonly state: string;
  readonly outcome?: Report['outcome'];
  readonly headline?: string;
}

type Ended = Pick<ClosedRun, 'outcome' | 'headline'>;

/** The rollbacks that closed last, newest first. Throws `temporal not reached`. */
export async function closedRollbacks(client: Client, atMost: number): Promise<readonly ClosedRun[]> {
  const query =
    'WorkflowId STARTS_WITH "rollback/" AND ExecutionStatus != "Running" AND ExecutionStatus != "ContinuedAsNew"';
  try {
    return await client.withDeadline(Date.now() + temporalAnswersWithin, async () => {
      const found: Promise<ClosedRun>[] = [];
      for await (const { workflowId, runId, startTime, closeTime, status } of client.workflow.list({
        query,
        pageSize: atMost,
      })) {
        const [, environment = '', ...service] = workflowId.split('/');
        const closed = {
          id: workflowId,
          runId,
          environment,
          service: service.join('/'),
          startedAt: startTime.toISOString(),
          closedAt: (closeTime ?? startTime).toISOString(),
          state: status.name,
        };
        found.push(endOf(client, workflowId, runId).then((end) => ({ ...closed, ...end })));
        if (found.length >= atMost) break;
      }
      return (await Promise.all(found)).sort((a, b) => b.closedAt.localeCompare(a.closedAt));
    });
  } catch (error) {
    throw troubleOf('Listing what closed last', error);
  }
}

// How a run ended never changes: it is read once.
const ends = new WeakMap<Client, Map<string, Ended>>();
const mostKept = 500;

async function endOf(client: Client, id: string, runId: string): Promise<Ended> {
  const kept = ends.get(client) ?? new Map<string, Ended>();
  ends.set(client, kept);
  const known = kept.get(runId);
  if (known !== undefined) return known;
  const end = await client.workflow
    .getHandle(id, runId, { followRuns: false })
    .result()
    .then(endIn, (error: unknown) => {
      if (error instanceof WorkflowFailedError) return {};
      throw error;
    });
  if (kept.size >= mostKept) kept.clear();
  kept.set(runId, end);
  return end;
}

const endIn = (result: unknown): Ended => {
  const { outcome, headline } = (result ?? {}) as Partial<Report>;
  return { ...(outcome === undefined ? {} : { outcome }), ...(typeof headline === 'string' ? { headline } : {}) };
};
