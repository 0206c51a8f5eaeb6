// Runbook › Production Database Rollback, step 4: the rehearsed steps, from wherever the database stands on their path.
import { cataloguesOnPath, type RehearsedStep } from '../../src/database/rehearsal.js';
import { type Standing, standingOf, type Waypoint } from '../../src/database/standing.js';
import type { DowngradeEnd } from '../database-activities.js';
import { type Asked, connectedTo, type DatabasePlace, readingFrom } from './connection.js';
import { anotherDatabase } from './migrated.js';
import { blockersOf, endOrphans } from './orphans.js';
import type { RunnerAnswer } from './schema-runner.js';
import { fingerprintOf, readSchemaState } from './schema-state.js';
import { type Walk, walkPath } from './walk-path.js';

export interface DowngradeOrder {
  readonly place: DatabasePlace & { readonly name: string };
  /** Of the server that was assessed, however its URL reads by now. */
  readonly systemIdentifier: string;
  readonly walk: Omit<Walk, 'steps' | 'from' | 'direction' | 'expects' | 'onStep'>;
  /** Before the first change; the same however often this is taken up again. */
  readonly path: readonly Waypoint[];
  readonly steps: readonly string[];
  /** Tables that the steps lock. */
  readonly reaches: readonly string[];
  readonly onProgress: (says: string) => void;
}

/** Where every point of the path has its fingerprint. */
export const waypoints = (
  from: readonly string[],
  before: readonly string[],
  steps: readonly RehearsedStep[],
): Waypoint[] =>
  cataloguesOnPath(before, steps).map((lines, done) => ({
    revisions: steps[done - 1]?.heads ?? from,
    fingerprint: fingerprintOf(lines),
  }));

const orphanWithinMs = 30_000;
const withinMs = 30_000;

/** What an earlier attempt began is ended first, then the database says where it stands. Fails where it cannot be asked. */
export async function downgrade(order: DowngradeOrder): Promise<DowngradeEnd> {
  const asked: Asked = { applicationName: `${order.walk.applicationName} look`, withinMs };
  const orphansEnded = await connectedTo(order.place, asked, (client) =>
    endOrphans(client, order.walk.applicationName, orphanWithinMs),
  );
  const state = await readSchemaState(order.place, asked);
  if (state.systemIdentifier !== order.systemIdentifier)
    throw anotherDatabase(order.place, 'it leads to another server than the one that was assessed and backed up');
  const standing = standingOf(order.path, state);
  if (standing.state === 'off the path' || standing.done === order.steps.length)
    return { standing, begun: orphansEnded > 0, ran: [], orphansEnded, blockers: [], at: new Date().toISOString() };
  const steps = order.steps.slice(standing.done);
  order.onProgress(`downgrade begins: ${steps.length} of ${order.steps.length} steps`);
  const answer = await walkPath({
    ...order.walk,
    direction: 'down',
    steps,
    from: order.path[standing.done]?.revisions ?? [],
    expects: { systemIdentifier: state.systemIdentifier, database: state.database },
    onStep: ({ revision }) => order.onProgress(`${revision} taken back`),
  });
  const why = await whyEnded(order, asked, answer);
  // schema-runner refuses before the first change only.
  const begun = answer.state !== 'refused' || orphansEnded > 0;
  return { ...(await afterwards(order, asked)), begun, ran: steps, orphansEnded, ...why, at: new Date().toISOString() };
}

/** Whatever the runner said: its COMMIT may have been applied, and its answer lost. */
async function afterwards(order: DowngradeOrder, asked: Asked): Promise<{ readonly standing: Standing }> {
  await connectedTo(order.place, asked, (client) => endOrphans(client, order.walk.applicationName, orphanWithinMs));
  return { standing: standingOf(order.path, await readSchemaState(order.place, asked)) };
}

type Why = Pick<DowngradeEnd, 'says' | 'sqlstate' | 'kind' | 'blockers'>;

async function whyEnded(order: DowngradeOrder, asked: Asked, answer: RunnerAnswer<unknown>): Promise<Why> {
  if (answer.state === 'answered') return { blockers: [] };
  const blockers = await readingFrom(order.place, asked, (client) =>
    blockersOf(client, order.reaches, order.walk.applicationName),
  ).catch(() => []);
  return {
    says: answer.says,
    blockers,
    ...(answer.state === 'failed' ? { sqlstate: answer.sqlstate } : {}),
    ...(answer.state === 'refused' ? { kind: answer.kind } : {}),
  };
}
