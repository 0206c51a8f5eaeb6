import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathBetween } from '../../activities/database/path-between.js';
import { knownRelease } from '../../activities/database/release-source.js';
import { applicationFolder, applicationSource } from '../../sandbox/database/application-source.js';
import { aDatabase } from '../support/scripted-database.js';
import { python, signal } from './an-alembic-project.js';

const home = process.env.RUNBACK_HOME;
const place = mkdtempSync(join(tmpdir(), 'runback-another-'));
const origin = join(place, 'origin');
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', origin, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

/** The migrations up to that head, and nothing else. */
function commit(head: string, tag?: string): string {
  rmSync(join(origin, 'services'), { recursive: true, force: true });
  for (const [path, content] of Object.entries(applicationSource({ heads: [head], queries: {} }))) {
    mkdirSync(dirname(join(origin, path)), { recursive: true });
    writeFileSync(join(origin, path), content);
  }
  git('add', '--all', '.');
  git('commit', '--quiet', `--message=${head}`);
  if (tag !== undefined) git('tag', tag);
  return git('rev-parse', 'HEAD');
}

let left: string;
beforeAll(() => {
  process.env.RUNBACK_HOME = join(place, 'home');
  mkdirSync(origin, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  left = commit('0018_consent_log', 'prod-v1.2.3');
});
afterAll(() => {
  if (home === undefined) delete process.env.RUNBACK_HOME;
  else process.env.RUNBACK_HOME = home;
  rmSync(place, { recursive: true, force: true });
});

async function pathFrom(revision: string, fetches = true) {
  const migrations = { ...aDatabase.migrations, repository: origin, folder: applicationFolder, python };
  const asking = { database: { ...aDatabase, migrations }, signal };
  const leaving = await knownRelease({ ...migrations, commit: left }, signal);
  const ends = { current: [revision], target: ['0017_email_thread'] };
  const { path, stepsFrom } = await pathBetween(asking, leaving, ends, fetches);
  return { steps: path.down.map((step) => step.revision), stepsFrom };
}

describe('a revision that the release we leave does not know', () => {
  it('is taken back by the release that brought it, tagged since the repository was fetched, and that is said', async () => {
    await expect(pathFrom('0018_salary')).rejects.toThrow(/no release tag has it \(1 of prod-v\* were searched/);
    const successor = commit('0018_salary', 'prod-v1.2.4');
    await expect(pathFrom('0018_salary', false)).rejects.toThrow(/it was not fetched anew/);
    expect(await pathFrom('0018_salary')).toEqual({
      steps: ['0018_salary'],
      stepsFrom: { commit: successor, tag: 'prod-v1.2.4', unknown: ['0018_salary'] },
    });
  });

  it('is found in the history of a tag where the next release took it away', async () => {
    const hotfix = commit('0018_offer_letters');
    commit('0018_email_importance', 'prod-v1.2.5');
    expect(await pathFrom('0018_offer_letters')).toMatchObject({
      steps: ['0018_offer_letters'],
      stepsFrom: { commit: hotfix, tag: 'prod-v1.2.5' },
    });
  });

  it('is refused where only a branch bears it that no release tag reaches, with the branch', async () => {
    git('checkout', '--quiet', '-b', 'hotfix/title');
    const hotfix = commit('0018_email_title');
    await expect(pathFrom('0018_email_title')).rejects.toThrow(
      new RegExp(
        `no release tag has it .*it stands in hotfix/title \\(${hotfix.slice(0, 12)}\\), which no release tag reaches. Nothing was changed. Tag that commit`,
      ),
    );
  });

  it('is refused where nobody has it, with the heads that are known and what may be meant', async () => {
    await expect(pathFrom('0099_nowhere')).rejects.toThrow(
      /does not know revision 0099_nowhere, its own heads are 0018_consent_log; no release tag has it \(\d of prod-v\* were searched, the newest prod-v1.2.5/,
    );
    await expect(pathFrom('0016_status')).rejects.toThrow(/did you mean 0016_status_is_known\?/);
  });
});
