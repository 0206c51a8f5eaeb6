import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationSource } from '../../../sandbox/database/application-source.js';
import type { DeployHost } from '../../../sandbox/deploy-host/deploy-host.js';
import { scenarioNamed } from '../../../sandbox/scenarios/index.js';
import { aDeployHost, aFolderWithSpaces } from '../deploy-host/a-deploy-host.js';

const versionsIn = (files: readonly string[]): string[] =>
  files.flatMap((file) => /alembic\/versions\/(.*)\.py$/.exec(file)?.[1] ?? []);

describe('the source of a release with a schema', () => {
  it('holds every migration that its heads stand on, both sides of a merge too, and none beside them', () => {
    const source = applicationSource({ heads: ['0006_merge_category_and_labels'], queries: {} });
    expect(versionsIn(Object.keys(source)).sort()).toEqual([
      '0001_users',
      '0002_emails',
      '0003_applications',
      '0004_email_category',
      '0005_labels',
      '0006_merge_category_and_labels',
    ]);
  });

  it('holds its queries, as its own tests read them', () => {
    const source = applicationSource({ heads: ['0001_users'], queries: { '/auth/login': 'SELECT "id" FROM users' } });
    expect(source['services/api/app/queries.py']).toContain('"/auth/login": "SELECT \\"id\\" FROM users",');
  });

  it('is refused where a head is no migration', () => {
    expect(() => applicationSource({ heads: ['0099_nowhere'], queries: {} })).toThrow('no migration 0099_nowhere');
  });
});

describe('the commit of a release with a schema', () => {
  const scenario = scenarioNamed('bad-migration');
  const { release } = scenario.past.at(-1) ?? { release: scenario.next };
  let place: ReturnType<typeof aFolderWithSpaces>;
  let host: DeployHost;
  beforeAll(async () => {
    place = aFolderWithSpaces();
    const source = release.schema && applicationSource(release.schema);
    host = await aDeployHost({ folder: place.folder, tags: [release.tag], sources: { [release.tag]: source ?? {} } });
  });
  afterAll(async () => {
    await host.close();
    place.remove();
  });

  it('is named by its tag and its task definition, and holds exactly its source', () => {
    const git = (...args: string[]) => execFileSync('git', ['-C', host.root, ...args], { encoding: 'utf8' }).trim();
    expect(git('rev-parse', `${release.tag}^{commit}`).slice(0, 6)).toBe(release.commit);
    const files = git('ls-tree', '-r', '--name-only', release.tag).split('\n');
    expect(files).toContain('services/api/tests/test_queries.py');
    expect(versionsIn(files)).toContain('0017_email_thread');
    expect(versionsIn(files).filter((name) => name.startsWith('0018'))).toEqual([]);
  });
});
