// What schema-runner says of a commit stays so: it is asked once, and the answer is kept beside the copy of the repository.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../replace-file.js';
import { repositories } from './mirror.js';
import { programFolder } from './schema-runner.js';

export interface CommitQuestion {
  /** All its digits. */
  readonly commit: string;
  /** Of the repository. */
  readonly folder: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Without the place where the folder is laid out. */
  readonly request: Readonly<Record<string, unknown>>;
}

const keptForMs = 30 * 86_400_000;

/** Only answers are kept: what `ask` fails with is asked again, and so is what cannot be written. */
export async function answerOnce<T>(question: CommitQuestion, ask: () => Promise<T>): Promise<T> {
  const file = await fileFor(question);
  const kept = await readAnswer<T>(file);
  if (kept !== undefined) return kept.answer;
  const answer = await ask();
  await keep(file, JSON.stringify({ answer })).catch(() => undefined);
  return answer;
}

const readAnswer = async <T>(file: string): Promise<{ readonly answer: T } | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { readonly answer: T };
  } catch {
    return undefined;
  }
};

async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, text);
  await removeOld(dirname(file));
}

async function removeOld(folder: string): Promise<void> {
  const before = Date.now() - keptForMs;
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name));
    if (mtimeMs < before) await rm(join(folder, name), { force: true });
  }
}

async function fileFor({ commit, folder, python, environment, request }: CommitQuestion): Promise<string> {
  program ??= hashOfProgram();
  const key = JSON.stringify([commit, folder, request, python, environment, await program, await packagesOf(python)]);
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return join(repositories(), 'answers', `${name}.json`);
}

let program: Promise<string> | undefined;

async function hashOfProgram(): Promise<string> {
  const folder = join(programFolder, 'schema_runner');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.py')).sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

/** Another Alembic prints other SQL: installing one changes the time of the folder that it is installed in. */
async function packagesOf(python: string): Promise<string[]> {
  const lib = join(dirname(python), '..', 'lib');
  const versions = (await readdir(lib).catch(() => [])).filter((name) => name.startsWith('python'));
  const times = versions.map(async (version) => {
    const folder = join(lib, version, 'site-packages');
    return stat(folder).then(
      ({ mtimeMs }) => [`${folder} ${mtimeMs}`],
      () => [],
    );
  });
  return (await Promise.all(times)).flat();
}
