// All that the page of one service tells, read at once.
import type { Client } from '@temporalio/client';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { isOpen } from '../../client/execution.js';
import { readReport } from '../../client/report.js';
import { readStatus, type Seen } from '../../client/status.js';
import { Trouble } from '../../client/trouble.js';
import { queryNames, rollbackId } from '../../identifiers.js';
import type { Plan } from '../../plan-shape.js';
import type { Report } from '../../report.js';
import { type Offer, offersAfter, offersOf, offersUnseen } from './offers.js';

export interface Looked {
  readonly entry: CatalogueEntry;
  /** The newest rollback; absent where there never was one, or Temporal has forgotten it. */
  readonly seen?: Seen;
  readonly plan?: Plan;
  readonly report?: Report;
  readonly isOpen: boolean;
  readonly offers: readonly Offer[];
}

const answerWithinMs = 2_000;

/** Throws `temporal not reached`. A run that does not answer is told of by what Temporal says. */
export async function lookAt(client: Client, entry: CatalogueEntry): Promise<Looked> {
  const id = rollbackId(entry.environment, entry.service);
  const seen = await readStatus(client, id).catch(noneAtAll);
  if (seen === undefined) return { entry, isOpen: false, offers: [] };
  const open = isOpen(seen.execution);
  const [plan, report] = await Promise.all([
    readPlan(client, id),
    open ? undefined : readReport(client, id).catch(refusedAtOnce),
  ]);
  return {
    entry,
    seen,
    isOpen: open,
    offers: open ? offersWhileOpen(seen) : report === undefined ? [] : offersAfter(report),
    ...(plan === undefined ? {} : { plan }),
    ...(report === undefined ? {} : { report }),
  };
}

const offersWhileOpen = (seen: Seen): Offer[] =>
  seen.from === 'the run' ? offersOf(seen.status) : offersUnseen(seen.why);

/** A plan is made some seconds after the start; without a worker it cannot be read. */
const readPlan = (client: Client, id: string): Promise<Plan | undefined> =>
  client
    .withDeadline(Date.now() + answerWithinMs, () => client.workflow.getHandle(id).query<Plan | null>(queryNames.plan))
    .then(
      (plan) => plan ?? undefined,
      () => undefined,
    );

const noneAtAll = (error: unknown): undefined => {
  if (error instanceof Trouble && error.kind === 'nothing open') return undefined;
  throw error;
};

/** A run that refused its request has no report. */
const refusedAtOnce = (error: unknown): undefined => {
  if (error instanceof Trouble && error.kind === 'bad input') return undefined;
  throw error;
};
