// Runbook › Assess Migration Impact: reads the database, and the migrations of both releases as git has them. Nothing is changed.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type Assessment, assess } from '../../src/database/assessment.js';
import { fileLink } from '../../src/database/file-link.js';
import type { Bound, Rehearsal } from '../../src/database/rehearsal.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import type { SchemaPath } from '../../src/database/schema-step.js';
import { type StepVerdict, verdictsOn } from '../../src/database/step-verdict.js';
import { factOf } from '../fact.js';
import { askFolder } from './ask-folder.js';
import { readingFrom } from './connection.js';
import { countLosses, type LossesFound, reachedBy, referredTo } from './losses.js';
import { anotherDatabase, type Migrated, reachedHere } from './migrated.js';
import { pathBetween } from './path-between.js';
import { knownRelease } from './release-source.js';
import { readSchemaState } from './schema-state.js';
import { type ServicesAsked, servicesOn, type VersionsFolder } from './services-on.js';

export interface Releases {
  /** Commits: what serves now, and where the application goes. */
  readonly from: string;
  readonly to: string;
  /** A revision that a person named, instead of the target's heads. */
  readonly revision?: string;
}

/** What is asked of the real database; nothing is changed. */
export interface Reading {
  readonly state: () => Promise<SchemaState>;
  /** Why it is another database than is meant; nothing where it is the one. */
  readonly whyAnother: () => Promise<string | undefined>;
  /** What these steps drop, and which other tables they lock. */
  readonly losses: (steps: readonly StepVerdict[]) => Promise<LossesFound>;
}

export interface AssessmentOrder extends Releases {
  readonly database: Migrated;
  /** Who else stands on it; not asked where absent. */
  readonly services?: ServicesAsked;
  readonly applicationName: string;
  /** All that counting rows may take; each count as long as any other statement where absent. */
  readonly countsWithinMs?: number;
  /** Where the database is read; from here where absent. */
  readonly reading?: Reading;
  /** What was found when the same way was rehearsed; not asked where absent. */
  readonly rehearsed?: (bound: Bound) => Promise<StoredRehearsal | undefined>;
  /** Why the URL leads to another database than is meant; nothing where it does not. */
  readonly whyAnother?: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

export interface StoredRehearsal {
  readonly rehearsal: Rehearsal;
  /** Not expired. */
  readonly isRecent: boolean;
}

const withinMs = 8_000;

/** Fails with MigrationsRefused, SourceUnavailable, DatabaseUnavailable or DatabaseRefused. */
export async function assessMigrations(order: AssessmentOrder): Promise<Assessment> {
  const { database, reading = readingHere(order) } = order;
  const [meant, state, { leaving, target }] = await Promise.all([
    isMeant(database, reading),
    reading.state(),
    readReleases(order),
  ]);
  const to = order.revision === undefined ? target.heads : [order.revision];
  const ends = { current: state.revisions ?? [], target: to };
  const { path, ...elsewhere } = await pathBetween(order, leaving, ends, isForPeople(order));
  const filesHash = hashOf(path);
  const stored = await order.rehearsed?.({ from: ends.current, to, filesHash });
  const rehearsedSteps = stored?.rehearsal.steps ?? [];
  const [found, services] =
    path.down.length === 0
      ? [nothingLost, []]
      : await Promise.all([reading.losses(verdictsOn(path, rehearsedSteps)), readServices(order, path, target)]);
  const at = new Date().toISOString();
  return assess({
    database: database.name,
    at,
    state,
    targetHeads: to,
    path,
    rehearsedSteps,
    filesHash,
    ...rehearsedBefore(stored),
    ...found,
    ...meant,
    ...elsewhere,
    runsInTask: database.migrations.task !== undefined,
    linkTo: linksAt(order, elsewhere.stepsFrom?.commit ?? leaving.commit),
    services,
  });
}

/** What its steps did stays so; that the target's tests passed counts until it expires. */
function rehearsedBefore(stored: StoredRehearsal | undefined): Pick<Assessment, 'rehearsed'> {
  if (stored === undefined) return {};
  const { at, testsBefore } = stored.rehearsal;
  const counts = stored.isRecent || testsBefore.state === 'failed';
  return { rehearsed: { at, testsBefore: counts ? testsBefore : { state: 'not configured' } } };
}

const linksAt =
  ({ database: { migrations } }: AssessmentOrder, commit: string) =>
  (file: string, line?: number) =>
    fileLink(migrations.repository, { commit, path: posix.join(migrations.folder, file), line });

/** An application that goes alone waits for no repository, and for no other service. */
const isForPeople = ({ countsWithinMs }: AssessmentOrder): boolean => countsWithinMs === undefined;

/** What Python will be asked where the database stands at the heads of the release that is left; the database is not. Fails as `assessMigrations`. */
export async function askAhead(order: Pick<AssessmentOrder, 'database' | 'from' | 'to' | 'signal'>): Promise<void> {
  const { leaving, target } = await readReleases(order);
  const { heads } = await askFolder<VersionsFolder>(order, leaving, { command: 'heads' });
  await askFolder<SchemaPath>(order, leaving, { command: 'steps', current: heads, target: target.heads });
}

/** What AWS does not tell keeps the schema where it is; an application may go back all the same. */
async function isMeant(database: Migrated, { whyAnother }: Reading): Promise<{ readonly notProven?: string }> {
  const why = await factOf(whyAnother);
  if (why.state === 'unknown') return { notProven: why.why };
  if (why.state === 'not connected' || why.value === undefined) return {};
  throw anotherDatabase(database, why.value);
}

type Asking = Pick<AssessmentOrder, 'database' | 'signal'>;

async function readReleases(order: Asking & Pick<AssessmentOrder, 'from' | 'to'>) {
  const { database, signal } = order;
  const [leaving, target] = await Promise.all([
    knownRelease({ ...database.migrations, commit: order.from }, signal),
    versionsAt(order, order.to),
  ]);
  return { leaving, target };
}

async function versionsAt(order: Asking, commit: string): Promise<VersionsFolder> {
  const release = await knownRelease({ ...order.database.migrations, commit }, order.signal);
  return askFolder<VersionsFolder>(order, release, { command: 'heads' });
}

async function readServices(order: AssessmentOrder, { down }: SchemaPath, target: VersionsFolder) {
  if (order.services === undefined || !isForPeople(order)) return [];
  return servicesOn(order.services, {
    down: down.map(({ revision }) => revision),
    target,
    folderAt: (commit) => versionsAt(order, commit),
  });
}

const nothingLost = { losses: [], alsoReached: {} };

/** By the worker itself, at the catalogue's URL. */
function readingHere({ database, applicationName, countsWithinMs, whyAnother }: AssessmentOrder): Reading {
  const asked = { applicationName, withinMs };
  return {
    state: async () => readSchemaState(reachedHere(database), asked),
    whyAnother: async () => whyAnother?.(),
    losses: (steps) =>
      readingFrom(reachedHere(database), asked, async (client) => ({
        alsoReached: await referredTo(client, reachedBy(steps)),
        losses: await countLosses(client, steps, countsWithinMs),
      })),
  };
}

/** Of the migration files of the path, in its order. */
const hashOf = ({ down }: SchemaPath): string =>
  createHash('sha256')
    .update(down.map(({ revision, hash }) => `${revision} ${hash}`).join('\n'))
    .digest('hex');
