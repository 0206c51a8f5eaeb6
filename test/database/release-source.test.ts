import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withSource } from '../../activities/database/release-source.js';
import { aGitServer } from '../support/a-git-server.js';

let place: string;
let commits: { readonly released: string; readonly stray: string };
const before = process.env.RUNBACK_HOME;
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', join(place, 'origin'), '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'runback-source-test-'));
  process.env.RUNBACK_HOME = join(place, 'home');
  mkdirSync(join(place, 'origin/services/api'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(place, 'origin/services/api/alembic.ini'), 'released\n');
  git('add', '.');
  git('commit', '--quiet', '--message=release');
  git('tag', 'prod-v1.2.2-20251016-def456');
  const released = git('rev-parse', 'HEAD');
  writeFileSync(join(place, 'origin/services/api/alembic.ini'), 'stray\n');
  git('commit', '--quiet', '--all', '--message=stray');
  git('tag', 'scratch');
  commits = { released, stray: git('rev-parse', 'HEAD') };
});
afterAll(() => {
  if (before === undefined) delete process.env.RUNBACK_HOME;
  else process.env.RUNBACK_HOME = before;
  rmSync(place, { recursive: true, force: true });
});

const read = (given: object) =>
  withSource(
    { repository: join(place, 'origin'), folder: 'services/api', tags: 'prod-v*', commit: '', ...given },
    new AbortController().signal,
    async (folder) => readFileSync(join(folder, 'alembic.ini'), 'utf8'),
  );

describe('the files of a release', () => {
  it('are those of its commit, also by its first six digits, and are gone afterwards', async () => {
    vi.stubEnv('TMPDIR', mkdtempSync(join(tmpdir(), 'runback-own-')));
    expect(await read({ commit: commits.released.slice(0, 6) })).toBe('released\n');
    expect(readdirSync(tmpdir())).toEqual([]);
    rmSync(tmpdir(), { recursive: true });
    vi.unstubAllEnvs();
  });

  it('are fetched when the repository got the release later', async () => {
    git('tag', 'prod-v1.2.3-20251017-abc123', commits.stray);
    expect(await read({ commit: commits.stray })).toBe('stray\n');
    git('tag', '--delete', 'prod-v1.2.3-20251017-abc123');
  });

  it.each([
    ['a commit that nobody knows', { commit: 'abcdef123456' }, /does not know it/],
    ['an option instead of a commit', { commit: '--upload-pack=x' }, /that is no commit/],
    ['a command instead of a commit', { commit: '$(touch x)' }, /that is no commit/],
    ['a folder that is not there', { folder: 'services/none', commit: 'released' }, /cannot be taken out/],
    [
      'a repository that is not there',
      { repository: '/no/such/repository', commit: 'released' },
      /Fetching \/no\/such\/repository/,
    ],
    ['an option instead of a repository', { repository: '--upload-pack=touch x', commit: 'released' }, /Fetching/],
  ])('are refused for %s', async (_, given, why) => {
    const commit = given.commit === 'released' ? commits.released : given.commit;
    await expect(read({ ...given, commit })).rejects.toThrow(why);
  });

  it('are refused where no release tag reaches the commit', async () => {
    process.env.RUNBACK_HOME = join(place, 'another-home');
    await expect(read({ commit: commits.stray })).rejects.toThrow(/no release tag \(prod-v\*\) reaches it/);
  });

  it('are fetched with a token that stands in no argument, no file and no helper of the user', async () => {
    const server = await aGitServer(join(place, 'origin'), 's3cret');
    process.env.RUNBACK_TEST_GIT = 's3cret';
    const home = join(place, 'home-of-token');
    process.env.RUNBACK_HOME = home;
    try {
      const given = { repository: server.url, commit: commits.released };
      await expect(read(given)).rejects.toThrow(/Fetching http.*: fatal: could not read Username/);
      expect(await read({ ...given, token: 'env:RUNBACK_TEST_GIT' })).toBe('released\n');
      expect(new Set(server.letIn())).toEqual(new Set(['x-access-token:s3cret']));
      const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      const written = files.map((each) => readFileSync(join(each.parentPath, each.name), 'latin1'));
      expect(written.filter((text) => text.includes('s3cret'))).toEqual([]);
      process.env.RUNBACK_TEST_GIT = 'somebody:wrong';
      process.env.RUNBACK_HOME = join(place, 'home-of-no-token');
      await expect(read({ ...given, token: 'env:RUNBACK_TEST_GIT' })).rejects.toThrow(/Authentication failed/);
    } finally {
      delete process.env.RUNBACK_TEST_GIT;
      process.env.RUNBACK_HOME = join(place, 'home');
      await server.close();
    }
  });

  it('keep the token of their address out of what is said', async () => {
    const repository = 'http://token:s3cret@127.0.0.1:1/none.git';
    await expect(read({ repository, commit: commits.released })).rejects.not.toThrow(/s3cret/);
  });
});
