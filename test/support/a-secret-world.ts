// Real migrations on a real database whose URL and password are unmistakable, and everything that is written meanwhile.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { databaseActivities } from '../../activities/database/index.js';
import { storeReport, writeAudit } from '../../activities/report-store.js';
import { applicationFolder, applicationSource } from '../../sandbox/database/application-source.js';
import { anAlembicProject, programs } from '../database/an-alembic-project.js';
import { aGitServer } from './a-git-server.js';
import type { Script } from './scripted-activities.js';
import { aDatabase, withDatabase } from './scripted-database.js';
import type { Way } from './secret-ways.js';

/** Of every world: the workers of a test file keep their bundle there. */
const place = mkdtempSync(join(tmpdir(), 'runback-secret-'));
process.env.RUNBACK_HOME = join(place, 'runback');
process.once('exit', () => rmSync(place, { recursive: true, force: true }));

export interface SecretWorld {
  readonly script: Script;
  /** Every text that was written to a file, a process's arguments or a log. */
  readonly written: () => string[];
  readonly urls: readonly string[];
  /** With which git is let in. */
  readonly token: string;
  readonly close: () => Promise<void>;
}

export const secrets = ({ urls, token }: SecretWorld): string[] => [
  ...urls,
  ...urls.map((url) => new URL(url).password),
  token,
  Buffer.from(`x-access-token:${token}`).toString('base64'),
];

const token = 'ghs_unmistakable0Token1Of2Git';

export async function aSecretWorld(way: Way): Promise<SecretWorld> {
  const home = mkdtempSync(join(place, 'world-'));
  const projects = await Promise.all([anAlembicProject(), anAlembicProject()]);
  const urls = await Promise.all(projects.map(async (each) => (await each.databaseAt('0018_consent_log')).url));
  const [ofProduction = '', ofStaging = ''] = urls;
  const reference = (name: string, url: string) => {
    const file = join(home, name);
    writeFileSync(file, `${url}\n`);
    return `file:${file}`;
  };
  const commits = repository(join(home, 'origin'), way);
  const git = await aGitServer(join(home, 'origin'), token);
  const reports = join(home, 'reports');
  const entry = {
    database: {
      ...aDatabase,
      url: reference('production', way.url?.(ofProduction) ?? ofProduction),
      reachedBy: new URL(way.url?.(ofProduction) ?? ofProduction).host,
      staging: { url: reference('staging', ofStaging) },
      migrations: {
        ...aDatabase.migrations,
        repository: git.url,
        token: reference('token', way.token ?? token),
        folder: applicationFolder,
        tests: way.tests ?? ['true'],
        ...(programs === undefined ? {} : { programs }),
      },
    },
  };
  const watched = watch();
  return {
    script: withDatabase({ entry, ...reals(reports, commits) }),
    urls,
    token,
    written: () => [
      ...watched.seen(),
      ...filesBelow(place)
        .filter((file) => !isOurs(file, home))
        .map(read),
    ],
    async close() {
      watched.stop();
      await Promise.all([git.close(), ...projects.map((each) => each.close())]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What the operator keeps secret. */
const isOurs = (file: string, home: string): boolean =>
  ['production', 'staging', 'token'].some((name) => file === join(home, name));

/** The migrations' activities as they are; only the commits are those of the repository. */
function reals(reports: string, { from, to }: { readonly from: string; readonly to: string }): Script {
  // Where the database is was said by the catalogue: AWS is not asked.
  const aws = { of: () => ({}) } as never;
  const real = databaseActivities({ reports, aws });
  const at = <T extends object>(input: T): T => ({
    ...input,
    ...('from' in input ? { from: { taskDefinition: 'x:2', commit: from } } : {}),
    ...('to' in input ? { to: { taskDefinition: 'x:1', commit: to } } : {}),
  });
  return {
    assessDatabase: (input) => real.assessDatabase(at(input)),
    rehearseDatabase: (input) => real.rehearseDatabase(at(input)),
    findRehearsal: real.findRehearsal,
    plotPath: real.plotPath,
    downgradeDatabase: (input) => real.downgradeDatabase(at(input)),
    readStanding: real.readStanding,
    storeReport: storeReport({ reports }),
    writeAudit: writeAudit({ reports }),
  };
}

function repository(place: string, { files = {} }: Way): { readonly from: string; readonly to: string } {
  mkdirSync(place, { recursive: true });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', place, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      encoding: 'utf8',
    }).trim();
  const commit = (head: string, tag: string): string => {
    for (const [path, content] of Object.entries(applicationSource({ heads: [head], queries: {} }))) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), files[path]?.(content) ?? content);
    }
    git('add', '.');
    git('commit', '--quiet', `--message=${tag}`);
    git('tag', tag);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  return { to: commit('0017_email_thread', 'prod-v1.2.2'), from: commit('0018_consent_log', 'prod-v1.2.3') };
}

/** Arguments of every process while it runs, what is left in the folder of temporary files, and what is logged. */
function watch() {
  const seen = new Set<string>();
  const look = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) seen.add(read(`/proc/${pid}/cmdline`));
    for (const name of readdirSync(tmpdir()).filter((each) => /^runback-(source|schema)/.test(each)))
      for (const file of filesBelow(join(tmpdir(), name))) seen.add(read(file));
  }, 50);
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]) => {
    seen.add(String(chunk));
    return write(chunk, ...rest);
  };
  return {
    seen: () => [...seen],
    stop: () => {
      clearInterval(look);
      process.stderr.write = write;
    },
  };
}

/** What goes away meanwhile says nothing. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile());
  } catch {
    return [];
  }
}
