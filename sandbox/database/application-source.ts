// What a release's commit holds of services/api: Alembic's folder with the migrations of its schema heads, its queries and its tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ReleaseSchema {
  /** Heads of its versions folder. */
  readonly heads: readonly string[];
  /** Path that is asked for → what the application asks of its database then. */
  readonly queries: Readonly<Record<string, string>>;
}

export const applicationFolder = 'services/api';

interface Migration {
  /** Below services/api. */
  readonly file: string;
  readonly content: string;
  readonly parents: readonly string[];
}

const project = fileURLToPath(new URL(`./applylens/${applicationFolder}`, import.meta.url));
const versions = 'alembic/versions';
const common = ['alembic.ini', 'alembic/env.py', 'alembic/script.py.mako', 'tests/test_queries.py'];

const contentOf = (file: string): string => readFileSync(join(project, file), 'utf8');

/** Path → content. @throws Error where a head is no migration */
export function applicationSource({ heads, queries }: ReleaseSchema): Readonly<Record<string, string>> {
  const files = [
    ...common.map((file) => [file, contentOf(file)] as const),
    ...closureOf(heads).map(({ file, content }) => [file, content] as const),
    ['app/queries.py', queriesFile(queries)] as const,
  ];
  return Object.fromEntries(files.map(([file, content]) => [`${applicationFolder}/${file}`, content]));
}

function closureOf(heads: readonly string[]): Migration[] {
  const pool = migrations();
  const found = new Map<string, Migration>();
  const waiting = [...heads];
  for (let revision = waiting.pop(); revision !== undefined; revision = waiting.pop()) {
    const migration = pool.get(revision);
    if (migration === undefined) throw new Error(`There is no migration ${revision} in ${project}/${versions}.`);
    found.set(revision, migration);
    waiting.push(...migration.parents.filter((each) => !found.has(each)));
  }
  return [...found.values()];
}

let read: ReadonlyMap<string, Migration> | undefined;

function migrations(): ReadonlyMap<string, Migration> {
  read ??= new Map(
    readdirSync(join(project, versions))
      .filter((name) => name.endsWith('.py'))
      .map((name) => {
        const file = `${versions}/${name}`;
        const content = contentOf(file);
        return [namesIn(content, 'revision')[0] ?? name, { file, content, parents: namesIn(content, 'down_revision') }];
      }),
  );
  return read;
}

/** `down_revision = ("0004", "0005")` → both names. */
function namesIn(content: string, variable: string): string[] {
  const [, given = ''] = new RegExp(`^${variable} = (.*)$`, 'm').exec(content) ?? [];
  return [...given.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
}

function queriesFile(queries: ReleaseSchema['queries']): string {
  const lines = Object.entries(queries).map(
    ([path, query]) => `    ${JSON.stringify(path)}: ${JSON.stringify(query)},`,
  );
  return `"""What this release asks of its database, by path."""\n\nqueries = {\n${lines.join('\n')}\n}\n`;
}
