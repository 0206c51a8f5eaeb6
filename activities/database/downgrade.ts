// Runbook › Production Database Rollback, step 4: the rehearsed steps, from wherever the database stands on their path.
import { cataloguesOnPath } from '../../src/database/foretold-catalogues.js';
import type { RehearsedStep } from '../../src/database/rehearsal.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import { standingOf, type Waypoint } from '../../src/database/standing.js';
import type { DowngradeEnd } from '../database-activities.js';
import { type Asked, connectedTo, type DatabasePlace, readingFrom } from './connection.js';
import { anotherDatabase, type Migrated } from './migrated.js';
import { type Blocker, blockersOf, endOrphans } from './orphans.js';
import type { RunnerAnswer } from './schema-runner.js';
import { fingerprintOf, readSchemaState } from './schema-state.js';
import { type Walk, walkPath } from './walk-path.js';

/** How the database is asked and changed on the way. */
export interface Hands {
  /** Ends what an earlier attempt left in the server, then reads. With tables: whose transactions hold them. */
  readonly arrive: (reaches: readonly string[]) => Promise<Arrival>;
  readonly walk: (part: PartOfWalk) => Promise<RunnerAnswer<unknown>>;
}

export interface Arrival {
  readonly state: SchemaState;
  readonly orphansEnded: number;
  readonly blockers: readonly Blocker[];
}

export type PartOfWalk = Pick<Walk, 'direction' | 'steps' | 'from' | 'expects' | 'fingerprints' | 'onStep'>;

export interface WayDown {
  readonly place: Pick<Migrated, 'name' | 'url'>;
  /** Of the server that was assessed, however its URL reads by now. */
  readonly systemIdentifier: string;
  /** Before the first change; the same however often this is taken up again. */
  readonly path: readonly Waypoint[];
  readonly steps: readonly string[];
  /** Tables that the steps lock. */
  readonly reaches: readonly string[];
  readonly onProgress: (says: string) => void;
}

/** From the worker itself. */
export interface DowngradeOrder extends WayDown {
  readonly place: DatabasePlace & { readonly name: string };
  readonly walk: Omit<Walk, keyof PartOfWalk>;
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
export async function takeBack(order: WayDown, hands: Hands): Promise<DowngradeEnd> {
  const { state, orphansEnded } = await hands.arrive([]);
  if (state.systemIdentifier !== order.systemIdentifier)
    throw anotherDatabase(order.place, 'it leads to another server than the one that was assessed and backed up');
  const standing = standingOf(order.path, state);
  if (standing.state === 'off the path' || standing.done === order.steps.length)
    return { standing, begun: orphansEnded > 0, ran: [], orphansEnded, blockers: [], at: new Date().toISOString() };
  const steps = order.steps.slice(standing.done);
  order.onProgress(`downgrade begins: ${steps.length} of ${order.steps.length} steps`);
  const answer = await hands.walk({
    direction: 'down',
    steps,
    from: order.path[standing.done]?.revisions ?? [],
    expects: { systemIdentifier: state.systemIdentifier, database: state.database },
    fingerprints: foretold(steps, order.path.slice(standing.done + 1)),
    onStep: ({ revision }) => order.onProgress(`${revision} taken back`),
  });
  // Whatever the runner said: its COMMIT may have been applied, and its answer lost.
  const after = await hands.arrive(answer.state === 'answered' ? [] : order.reaches);
  return {
    standing: standingOf(order.path, after.state),
    // schema-runner refuses before the first change only.
    begun: answer.state !== 'refused' || orphansEnded > 0,
    ran: steps,
    orphansEnded,
    ...whyEnded(answer),
    blockers: after.blockers,
    at: new Date().toISOString(),
  };
}

/** As many digits as tell two schemas apart: a task's request is short. */
const digits = 8;

const foretold = (steps: readonly string[], after: readonly Waypoint[]): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map((revision, at) => [revision, after[at]?.fingerprint.slice(0, digits) ?? '']));

/** By the worker itself. */
export const downgrade = (order: DowngradeOrder): Promise<DowngradeEnd> => takeBack(order, handsHere(order));

function handsHere({ place, walk }: DowngradeOrder): Hands {
  const asked: Asked = { applicationName: `${walk.applicationName} look`, withinMs };
  return {
    async arrive(reaches) {
      const blockers =
        reaches.length === 0
          ? []
          : await readingFrom(place, asked, (client) => blockersOf(client, reaches, walk.applicationName)).catch(
              () => [],
            );
      const orphansEnded = await connectedTo(place, asked, (client) =>
        endOrphans(client, walk.applicationName, orphanWithinMs),
      );
      return { state: await readSchemaState(place, asked), orphansEnded, blockers };
    },
    walk: (part) => walkPath({ ...walk, ...part }),
  };
}

function whyEnded(answer: RunnerAnswer<unknown>): Pick<DowngradeEnd, 'says' | 'sqlstate' | 'kind'> {
  if (answer.state === 'answered') return {};
  return {
    says: answer.says,
    ...(answer.state === 'failed' ? { sqlstate: answer.sqlstate } : {}),
    ...(answer.state === 'refused' ? { kind: answer.kind } : {}),
  };
}
