// What schema-runner says of a release's own folder. Asked once for each commit: Python takes longer than all else.
import { failure } from '../../src/failures.js';
import { answerOnce } from './kept-answers.js';
import type { Migrated } from './migrated.js';
import { type KnownRelease, withFolderOf } from './release-source.js';
import { askSchemaRunner, type RunnerAnswer } from './schema-runner.js';

export interface Asking {
  readonly database: Migrated;
  readonly signal: AbortSignal;
}

/** The folder does not know them: another release's may. */
export class UnknownRevisions extends Error {
  override readonly name = 'UnknownRevisions';
  constructor(readonly revisions: readonly string[]) {
    super(`unknown: ${revisions.join(', ')}`);
  }
}

/** Throws UnknownRevisions; fails with MigrationsRefused. */
export function askFolder<T>(
  { database, signal }: Asking,
  release: KnownRelease,
  request: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { migrations } = database;
  const { folder, python, environment } = migrations;
  const source = { ...migrations, commit: release.commit };
  return answerOnce<T>({ commit: release.commit, folder, python, environment, request }, () =>
    withFolderOf(source, release, signal, (place) => askRunner<T>({ database, signal }, { ...request, folder: place })),
  );
}

async function askRunner<T>({ database, signal }: Asking, request: Readonly<Record<string, unknown>>): Promise<T> {
  const { python, environment: env } = database.migrations;
  const answer = await askSchemaRunner<T>({ python, env, request, signal });
  if (answer.state === 'answered') return answer.answer;
  if (answer.state === 'refused' && answer.kind === 'unknown-revision') throw new UnknownRevisions(answer.about);
  throw migrationsRefused(
    database.name,
    inWords(answer),
    'Mend the folder, or take the way without Alembic: fix forward, or restore a backup',
  );
}

export const migrationsRefused = (database: string, cameBack: string, next: string) =>
  failure('MigrationsRefused', {
    attempted: `Reading the migrations of ${database}`,
    cameBack,
    next: `Nothing was changed. ${next}`,
    heading: 'Assess Migration Impact',
  });

const inWords = (answer: Exclude<RunnerAnswer<unknown>, { readonly state: 'answered' }>): string =>
  answer.state === 'refused' ? `${answer.says} (${answer.kind})` : answer.says;
