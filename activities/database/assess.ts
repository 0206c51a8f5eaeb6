// Runbook › Assess Migration Impact: reads the database, and the migrations of both releases as git has them. Nothing is changed.
import { createHash } from 'node:crypto';
import { type Assessment, assess } from '../../src/database/assessment.js';
import type { SchemaPath } from '../../src/database/schema-step.js';
import { verdictOn } from '../../src/database/step-verdict.js';
import { failure } from '../../src/failures.js';
import { readingFrom } from './connection.js';
import { countLosses, referredTo } from './losses.js';
import type { Migrated } from './migrated.js';
import { withSource } from './release-source.js';
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

export interface AssessmentOrder extends Releases {
  readonly database: Migrated;
  readonly services: ServicesAsked;
  readonly applicationName: string;
  readonly signal: AbortSignal;
}

const withinMs = 8_000;

/** Fails with MigrationsRefused, SourceUnavailable, DatabaseUnavailable or DatabaseRefused. */
export async function assessMigrations(order: AssessmentOrder): Promise<Assessment> {
  const { database, signal, applicationName } = order;
  const { migrations } = database;
  const asked = { applicationName, withinMs };
  const sourceOf = (commit: string) => ({ ...migrations, commit });
  const folderAt = (commit: string) =>
    withSource(sourceOf(commit), signal, (folder) => ask<VersionsFolder>(order, { command: 'heads', folder }));
  const [state, target] = await Promise.all([readSchemaState(database, asked), folderAt(order.to)]);
  const to = order.revision === undefined ? target.heads : [order.revision];
  const path = await withSource(sourceOf(order.from), signal, (folder) =>
    ask<SchemaPath>(order, { command: 'steps', folder, current: state.revisions ?? [], target: to }),
  );
  const steps = path.down.map(verdictOn);
  const tables = [...new Set(steps.flatMap(({ reaches }) => reaches))];
  const [losses, alsoReached] = await readingFrom(database, asked, async (client) => [
    await countLosses(client, steps),
    await referredTo(client, tables),
  ]);
  const down = steps.map(({ revision }) => revision);
  const services = down.length === 0 ? [] : await servicesOn(order.services, { down, target, folderAt });
  const at = new Date().toISOString();
  const filesHash = hashOf(path);
  return assess({
    database: database.name,
    at,
    state,
    targetHeads: to,
    path,
    filesHash,
    losses,
    alsoReached,
    services,
  });
}

/** Of the migration files of the path, in its order. */
const hashOf = ({ down }: SchemaPath): string =>
  createHash('sha256')
    .update(down.map(({ revision, hash }) => `${revision} ${hash}`).join('\n'))
    .digest('hex');

async function ask<T>({ database, signal }: AssessmentOrder, request: Readonly<Record<string, unknown>>): Promise<T> {
  const answer = await askSchemaRunner<T>({ python: database.migrations.python, request, signal });
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
