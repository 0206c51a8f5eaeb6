import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeployHost } from '../../../sandbox/deploy-host/deploy-host.js';
import { knownReleaseCommit } from '../../../sandbox/deploy-host/release-commits.js';
import { badRelease } from '../../../sandbox/scenarios/bad-release.js';
import { aDeployHost, aFolderWithSpaces } from './a-deploy-host.js';

let place: ReturnType<typeof aFolderWithSpaces>;
let host: DeployHost;
beforeAll(async () => {
  place = aFolderWithSpaces();
  host = await aDeployHost({ folder: place.folder });
});
afterAll(async () => {
  await host.close();
  place.remove();
});

const newest = 'prod-v1.2.3-20251017-abc123';
const git = (...args: string[]): string[] =>
  execFileSync('git', ['-C', host.root, ...args], { encoding: 'utf8' })
    .trim()
    .split('\n');

describe('the repository on the deployment host', () => {
  it('has each release of the past as a commit that its tag and its task definition name', () => {
    for (const { release } of badRelease.past) {
      expect(git('rev-parse', `${release.tag}^{commit}`)).toEqual(git('rev-parse', `${release.commit}^{commit}`));
      expect(git('show', `${release.tag}:VERSION`)).toEqual([release.version]);
    }
  });

  it("misleads the runbook's text sorting: v1.1.10 before v1.1.9, and last a tag that is no release", () => {
    const tags = git('tag', '--list', '*prod*');
    expect(tags.indexOf('prod-v1.1.10-20250916-214feb')).toBe(tags.indexOf('prod-v1.1.9-20250902-687f5f') - 1);
    expect(tags.at(-1)).toBe('production-freeze-20250930');
  });

  it('learns of the newest release when somebody fetches', () => {
    expect(git('tag')).not.toContain(newest);
    git('fetch', '--quiet', '--tags');
    expect(git('tag')).toContain(newest);
    expect(git('rev-parse', 'abc123^{commit}')[0]).toMatch(/^abc123/);
  });

  it('is clean, and holds the release script where the runbook looks for it', () => {
    expect(git('status', '--porcelain')).toEqual(['']);
    expect(git('ls-files', 'deploy/scripts')).toContain('deploy/scripts/promote_release.py');
  });
});

describe('the commit of a release', () => {
  it('says how to get a hash that begins as its tag says', () => {
    expect(() => knownReleaseCommit('prod-v9.9.9-20251101-fedcba')).toThrow(
      'find-build-number.ts prod-v9.9.9-20251101',
    );
  });
});
