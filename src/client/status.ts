import type { Client } from '@temporalio/client';
import { sentenceOf } from '../failures.js';
import { queryNames } from '../identifiers.js';
import type { Status } from '../status.js';
import { describeExecution, type Execution, isOpen } from './execution.js';
import { isDeadline } from './temporal-trouble.js';
import { Trouble } from './trouble.js';

/** A run as it tells of itself, or, when it does not answer, as Temporal tells of it. */
export type Seen =
  | { readonly from: 'the run'; readonly execution: Execution; readonly status: Status }
  | { readonly from: 'temporal'; readonly execution: Execution; readonly why: string };

/** The newest run under an id, open or closed. Throws `nothing open` when there never was one, or `temporal not reached`. */
export async function readStatus(
  client: Client,
  id: string,
  { answerWithinMs = 2_000 }: { answerWithinMs?: number } = {},
): Promise<Seen> {
  const [execution, answer] = await Promise.all([
    describeExecution(client, id),
    queryStatus(client, id, answerWithinMs).catch((error: unknown) => whyNot(error)),
  ]);
  if (execution === undefined) throw neverStarted(id);
  if (typeof answer === 'string') return { from: 'temporal', execution, why: answer };
  return { from: 'the run', execution, status: isOpen(execution) ? withProgress(answer, execution) : over(answer) };
}

async function queryStatus(client: Client, id: string, answerWithinMs: number): Promise<Status> {
  return client.withDeadline(Date.now() + answerWithinMs, () =>
    client.workflow.getHandle(id).query<Status>(queryNames.status),
  );
}

const whyNot = (error: unknown): string =>
  isDeadline(error) ? 'no worker answered in time' : (error instanceof Error && error.message) || 'no answer';

// Heartbeats do not reach workflow state: what a follower sees is newer than what the run says it does.
const withProgress = (status: Status, { activities }: Execution): Status => {
  const newest = activities
    .flatMap(({ progress }) => progress ?? [])
    .filter(({ at }) => at >= status.phaseSince)
    .sort((a, b) => b.at.localeCompare(a.at))[0];
  return newest === undefined ? status : { ...status, doing: newest.sentence };
};

// A run that is over may have been ended while it waited: it takes no answer any more.
const over = ({ waiting: _waiting, ...status }: Status): Status => ({
  ...status,
  legalVerbs: [],
  legalItems: [],
  legalActions: [],
});

function neverStarted(id: string): Trouble {
  const [, environment = '', ...service] = id.split('/');
  return new Trouble(
    'nothing open',
    sentenceOf({
      attempted: `Looking at ${id}`,
      cameBack: 'there is no such rollback, neither open nor kept by Temporal',
      next: `Runs that are open: runback; to begin one: runback start ${service.join('/')} --env ${environment} --reason "…"`,
    }),
  );
}
