// The steps between what a database holds and what a release bears, from the folder of the release that is left, or of the one that knows them.
import type { Assessment } from '../../src/database/assessment.js';
import type { SchemaPath } from '../../src/database/schema-step.js';
import { type Asking, askFolder, migrationsRefused, UnknownRevisions } from './ask-folder.js';
import { type Bearing, type Bearings, bearingReleases } from './bearing-releases.js';
import { fetchAnew, type KnownRelease, knownRelease } from './release-source.js';
import type { VersionsFolder } from './services-on.js';

export interface Ends {
  readonly current: readonly string[];
  readonly target: readonly string[];
}

export interface FoundPath extends Pick<Assessment, 'stepsFrom'> {
  readonly path: SchemaPath;
}

/** @param fetches whether the repository is fetched first where nobody knows a revision */
export async function pathBetween(
  asking: Asking,
  leaving: KnownRelease,
  ends: Ends,
  fetches: boolean,
): Promise<FoundPath> {
  try {
    return { path: await stepsOf(asking, leaving, ends) };
  } catch (error) {
    if (!(error instanceof UnknownRevisions)) throw error;
    return pathOfAnother(asking, { leaving, ends, unknown: error.revisions, fetches });
  }
}

const stepsOf = (asking: Asking, release: KnownRelease, ends: Ends): Promise<SchemaPath> =>
  askFolder<SchemaPath>(asking, release, { command: 'steps', ...ends });

interface Lost {
  readonly leaving: KnownRelease;
  readonly ends: Ends;
  readonly unknown: readonly string[];
  readonly fetches: boolean;
}

/** A successor that was tagged and migrated and never served, a hotfix: half migrated or not, its own folder has the way back. */
async function pathOfAnother(asking: Asking, lost: Lost): Promise<FoundPath> {
  const { migrations } = asking.database;
  const fetched = lost.fetches ? await fetchAnew(migrations, asking.signal) : 'it was not fetched anew';
  const bearings = await bearingReleases(migrations, lost.unknown, asking.signal);
  const failed: string[] = [];
  for (const bearing of bearings.found) {
    try {
      const { commit } = bearing;
      const release = await knownRelease({ ...migrations, commit }, asking.signal);
      const path = await stepsOf(asking, release, lost.ends);
      return { path, stepsFrom: { ...bearing, unknown: lost.unknown } };
    } catch (error) {
      asking.signal.throwIfAborted();
      failed.push(`${shown(bearing)}: ${whyNot(error)}`);
    }
  }
  throw await refusedAs(asking, lost, bearings, [...failed, ...(fetched === undefined ? [] : [fetched])]);
}

const shown = ({ tag, commit }: Bearing): string => `${tag} (${commit.slice(0, 12)})`;

const whyNot = (error: unknown): string => {
  if (error instanceof UnknownRevisions) return `does not know ${error.revisions.join(', ')}`;
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
};

async function refusedAs(
  asking: Asking,
  { leaving, unknown }: Lost,
  { tags, elsewhere }: Bearings,
  more: readonly string[],
) {
  const names = unknown.join(', ');
  const { heads, revisions } = await askFolder<VersionsFolder>(asking, leaving, { command: 'heads' });
  const near = revisions.flatMap(({ revision }) => (unknown.some((each) => isNear(each, revision)) ? [revision] : []));
  const said = [
    `the release that is left (${leaving.commit.slice(0, 12)}) does not know revision ${names}, its own heads are ${heads.join(', ')}`,
    ...(near.length === 0 ? [] : [`did you mean ${near.slice(0, 3).join(', ')}?`]),
    more.length > 0
      ? more.join('; ')
      : `no release tag has it (${tags.length} of ${asking.database.migrations.tags} were searched, the newest ${tags.slice(0, 3).join(', ') || 'none'})`,
    ...(elsewhere.length === 0 ? [] : [`it stands in ${elsewhere.join(', ')}, which no release tag reaches`]),
  ];
  const next =
    elsewhere.length === 0
      ? 'Find out who migrated the database; the build that did has to be reached by a release tag. Else fix forward, or restore a backup'
      : 'Tag that commit as the release that it is, and retry';
  return migrationsRefused(asking.database.name, said.join('; '), next);
}

/** An unambiguous beginning is what Alembic's own commands take. */
const isNear = (given: string, known: string): boolean =>
  given.length > 2 && known !== given && (known.startsWith(given) || given.startsWith(known));
