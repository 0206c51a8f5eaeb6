import { describe, expect, it } from 'vitest';
import { linesOf, shop } from './shop.js';

describe('a mistake', () => {
  it.each([
    ['an instance and a cluster', 'cluster: carts', /cluster {2}expected instance or cluster, not both/],
    [
      'an instance that RDS would not take',
      'instance: carts--prod',
      /instance {2}expected an RDS identifier of lower-case/,
    ],
    [
      'a backup name without the run',
      'backupName: nightly',
      /backupName {2}expected the name of a snapshot with \{\{run\}\} in it/,
    ],
    [
      'a backup name that RDS would not take',
      'backupName: "Nightly {{run}}"',
      /backupName {2}expected the name of a snapshot/,
    ],
    [
      'a token before the host of a repository',
      'alembic: { repository: "https://ghp_s3cret@git.example/shop.git", folder: api }',
      /^[\w.]+:1:\d+ .*alembic.repository {2}expected a path or URL of a git repository.*\(a token goes into `token` beside it, as a reference\), got a literal value, which is not shown here$/,
    ],
    [
      'a token of its own that stands there',
      'alembic: { repository: "https://git.example/shop.git", token: ghp_s3cret, folder: api }',
      /alembic.token {2}expected a reference: env:NAME, .* got a literal value, which is not shown here$/,
    ],
    [
      'a token beside a repository that takes none',
      'alembic: { repository: "git@git.example:shop.git", token: env:GIT, folder: api }',
      /alembic.token {2}expected a token only beside an https URL as repository/,
    ],
    [
      'the URL of production as that of staging',
      'rehearseOn: { url: env:CARTS }',
      /rehearseOn.url {2}expected staging's own, and this is production's/,
    ],
    [
      'the instance of production as that of staging',
      'rehearseOn: { url: env:STAGING, instance: carts }',
      /rehearseOn.instance {2}expected staging's own, and this is production's/,
    ],
  ])('in a database is pointed at: %s', (_, more, expected) => {
    const database = ['url: env:CARTS', 'host: db.shop.example', 'user: shop', 'database: carts'];
    const whole = more.startsWith('instance') ? [...database, more] : [...database, 'instance: carts', more];
    expect(linesOf(shop, `databases: { carts: { prod: { ${whole.join(', ')} } } }`)).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  it.each([
    ['neither a URL nor tasks', 'alembic: { folder: api }', /prod\.url {2}expected a reference: env:NAME.*got nothing/],
    [
      'what a task needs, without tasks',
      'url: env:CARTS, alembic: { folder: api, task: { folder: /app } }',
      /alembic\.task {2}expected alembic\.runner: ecs-task beside it, got a mapping/,
    ],
    [
      'a runner that there is not',
      'url: env:CARTS, alembic: { folder: api, runner: ecs }',
      /alembic\.runner {2}expected .*local.*ecs-task.*, got "ecs"/,
    ],
  ])('in the way to a database is pointed at: %s', (_, more, expected) => {
    const overlay = `databases: { carts: { prod: { host: db.shop.example, user: shop, database: carts, ${more} } } }`;
    expect(linesOf(shop, overlay)).toEqual([expect.stringMatching(expected)]);
  });
});
