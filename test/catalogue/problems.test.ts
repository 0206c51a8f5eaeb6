import { describe, expect, it } from 'vitest';
import { entryOf, linesOf, shop } from './shop.js';

describe('a mistake', () => {
  const mistakes: readonly (readonly [string, string, string])[] = [
    [
      'a wrong type',
      'policy: { approvals: two }',
      '1:50  services.cart.prod.policy.approvals  expected a number from 0 to 5, got "two"',
    ],
    [
      'an ssh destination that is an option',
      'script: { ssh: -oProxyCommand=x, folder: /opt, application: [x] }',
      '1:44  services.cart.prod.script.ssh  expected where ssh leads to, such as deploy@host.internal, got "-oProxyCommand=x"',
    ],
    [
      'a git remote that is an option',
      'git: { tags: prod-v*, remote: --upload-pack=x }',
      '1:59  services.cart.prod.git.remote  expected a name of letters, digits, dots, dashes and underscores, got "--upload-pack=x"',
    ],
    ['an unknown key', 'polcy: {}', '1:29  services.cart.prod.polcy  unknown key; did you mean policy?'],
    [
      'a key like no other',
      'zzzzzzzzzz: 1',
      '1:29  services.cart.prod.zzzzzzzzzz  unknown key; known are aliases, aws, ecs',
    ],
    [
      'a missing value',
      'ecs: { cluster: }',
      '1:29  services.cart.prod.ecs.cluster  expected a name of letters, digits, dots, dashes and underscores, got nothing',
    ],
    [
      'a bare number as duration',
      'timings: { watch: 15 }',
      '1:47  services.cart.prod.timings.watch  expected a duration with its unit such as "5 minutes", got 15',
    ],
    [
      'a window that is no whole number of steps',
      'timings: { errorRateMinute: 2 minutes, errorRateFor: 5 minutes }',
      '1:82  services.cart.prod.timings.errorRateFor  expected a whole multiple of errorRateMinute (2 min), got "5 minutes"',
    ],
    [
      'a step that does not fit into the default window',
      'timings: { errorRateMinute: 2 minutes }',
      '1:29  services.cart.prod.timings.errorRateFor  expected a whole multiple of errorRateMinute (2 min), got "5 minutes"',
    ],
    [
      'a ratio without %',
      'triggers: { errorRateAbove: 0.05 }',
      '1:57  services.cart.prod.triggers.errorRateAbove  expected a percentage such as "5 %", got 0.05',
    ],
    ['a list instead of a mapping', 'smoke: []', '1:29  services.cart.prod.smoke  expected a mapping, got a list'],
    [
      'a query without its window',
      'prometheus: { queries: { errorRate: up } }',
      '1:65  services.cart.prod.prometheus.queries.errorRate  expected a text with {{window}} in it',
    ],
    [
      'an unknown placeholder',
      "dashboard: 'https://x.example/{{servce}}'",
      '1:40  services.cart.prod.dashboard  expected an http or https URL',
    ],
    [
      'an unknown database',
      'database: carts',
      '1:39  services.cart.prod.database  expected a database of prod below databases, got "carts"; known are none',
    ],
    [
      'an unknown service to extend',
      'extends: chekout',
      '1:38  services.cart.prod.extends  expected a service to extend, or service.environment, got "chekout"; did you mean checkout?',
    ],
  ];

  it.each(mistakes)('is pointed at: %s', (_, settings, expected) => {
    const lines = linesOf(shop, `services: { cart: { prod: { ${settings} } } }`);
    expect(
      lines.find((line) => line.startsWith(`sandbox.overlay.yaml:${expected}`)),
      lines.join('\n'),
    ).toBeDefined();
  });

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

  it('in the defaults is one line, whatever takes them', () => {
    expect(linesOf(shop.replace('eu-west-1', 'west'))).toEqual([
      'runback.yaml:2:18  defaults.aws.region  expected an AWS region such as us-east-1, got "west"',
    ]);
  });

  it('comes with all others, in the order of the file', () => {
    const lines = linesOf(
      shop.replace('eu-west-1', 'west').replace('approvals: 2', 'approvals: 9').concat('servces: {}\n'),
    );
    expect(lines.map((line) => line.split('  ')[1])).toEqual([
      'defaults.aws.region',
      'services.cart.prod.policy.approvals',
      'servces',
    ]);
  });

  it.each([
    ['a missing bracket', 'services: { cart: [', /^runback\.yaml:1:\d+ {2}is not YAML as expected: /],
    [
      'a key twice',
      'defaults: {}\ndefaults: {}',
      /^runback\.yaml:2:1 {2}is not YAML as expected: Map keys must be unique/,
    ],
    ['a tab', 'services:\n\tcart: {}', /^runback\.yaml:2:\d+ {2}is not YAML as expected: /],
    [
      'an alias that holds itself',
      'services: &a [*a]',
      /^runback\.yaml:1:15 {2}services\[0\] {2}YAML aliases are not read here/,
    ],
    ['a list', '- 1', /^runback\.yaml:1:1 {2}expected a mapping with runbook, defaults/],
    ['nothing', '', /^runback\.yaml:1:1 {2}services {2}expected at least one service, got nothing$/],
  ])('in the YAML itself has a line and a column: %s', (_, text, expected) => {
    expect(linesOf(text)[0]).toMatch(expected);
  });
});

describe('a secret', () => {
  it.each([
    ['a routing key', 'paging: { url: "https://events.pagerduty.com", escalateTo: lead, routingKey: R0UT1NGK3Y }'],
    [
      'an authorization header',
      'smoke: { a: { method: GET, url: "https://x.example/", headers: { Authorization: Bearer R0UT1NGK3Y } } }',
    ],
    ['a password in a URL', 'dashboard: "https://me:R0UT1NGK3Y@grafana.example/"'],
  ])('is refused and never printed where it stands literally: %s', (_, settings) => {
    const lines = linesOf(shop, `services: { cart: { prod: { ${settings} } } }`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('got a literal value, which is not shown here');
    expect(lines[0]).not.toContain('R0UT1NGK3Y');
  });

  it.each(['env:PAGING_KEY', 'ssm:/shop/paging', 'file:/run/secrets/paging'])(
    'is named by a reference: %s',
    (reference) => {
      const paging = `paging: { url: "https://events.pagerduty.com", escalateTo: lead, routingKey: "${reference}" }`;
      expect(entryOf('cart', 'prod', `defaults: { ${paging} }`).paging?.routingKey).toBe(reference);
    },
  );
});
