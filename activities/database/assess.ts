// Runbook › Assess Migration Impact: reads the database, and the migrations of both releases as git has them. Nothing is changed.
import { createHash } from 'node:crypto';
import { type Assessment, assess } from '../../src/database/assessment.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import type { SchemaPath } from '../../src/database/schema-step.js';
import { type StepVerdict, verdictOn } from '../../src/database/step-verdict.js';
import { failure } from '../../src/failures.js';
import { factOf } from '../fact.js';
import { readingFrom } from './connection.js';
import { answerOnce } from './kept-answers.js';
import { countLosses, type LossesFound, reachedBy, referredTo } from './losses.js';
import { anotherDatabase, type Migrated, reachedHere } from './migrated.js';
import { type KnownRelease, knownRelease, withFolderOf } from './release-source.js';
import { askSchemaRunner, type RunnerAnswer } from './schema-runner.js';
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
  /** Why the URL leads to another database than is meant; nothing where it does not. */
  readonly whyAnother?: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
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
  const path = await ask<SchemaPath>(order, leaving, { command: 'steps', current: state.revisions ?? [], target: to });
  const [found, services] =
    path.down.length === 0
      ? [nothingLost, []]
      : await Promise.all([reading.losses(path.down.map(verdictOn)), readServices(order, path, target)]);
  const at = new Date().toISOString();
  return assess({
    database: database.name,
    at,
    state,
    targetHeads: to,
    path,
    filesHash: hashOf(path),
    ...found,
    ...meant,
    services,
  });
}

/** What Python will be asked where the database stands at the heads of the release that is left; the database is not. Fails as `assessMigrations`. */
export async function askAhead(order: Pick<AssessmentOrder, 'database' | 'from' | 'to' | 'signal'>): Promise<void> {
  const { leaving, target } = await readReleases(order);
  const { heads } = await ask<VersionsFolder>(order, leaving, { command: 'heads' });
  await ask<SchemaPath>(order, leaving, { command: 'steps', current: heads, target: target.heads });
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
  return ask<VersionsFolder>(order, release, { command: 'heads' });
}

async function readServices(order: AssessmentOrder, { down }: SchemaPath, target: VersionsFolder) {
  if (order.services === undefined) return [];
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

/** Of a commit's own folder. Asked once for each commit: Python takes longer than all else. */
function ask<T>(order: Asking, release: KnownRelease, request: Readonly<Record<string, unknown>>): Promise<T> {
  const { migrations } = order.database;
  const { folder, python, environment } = migrations;
  const source = { ...migrations, commit: release.commit };
  return answerOnce<T>({ commit: release.commit, folder, python, environment, request }, () =>
    withFolderOf(source, release, order.signal, (place) => askRunner<T>(order, { ...request, folder: place })),
  );
}

async function askRunner<T>({ database, signal }: Asking, request: Readonly<Record<string, unknown>>): Promise<T> {
  const { python, environment: env } = database.migrations;
  const answer = await askSchemaRunner<T>({ python, env, request, signal });
  if (answer.state === 'answered') return answer.answer;
  throw failure('MigrationsRefused', {
    attempted: `Reading the migrations of ${database.name}`,
    cameBack: inWords(answer),
    next: 'Nothing was changed. Mend the folder, or take the way without Alembic: fix forward, or restore a backup',
    heading: 'Assess Migration Impact',
  });
}

const inWords = (answer: Exclude<RunnerAnswer<unknown>, { readonly state: 'answered' }>): string =>
  answer.state === 'refused' ? `${answer.says} (${answer.kind})` : answer.says;
