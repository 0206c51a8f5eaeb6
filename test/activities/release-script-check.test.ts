import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Readiness } from '../../src/release-script/preconditions.js';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { controlOf } from '../support/control-api.js';
import { aProduction, type Production } from './a-production.js';
import { backTo, isReady } from './a-release-script.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction();
});
beforeEach(() => controlOf(production.sandbox).send('DELETE', '/faults', {}));
afterAll(() => production?.stop());

const v122 = {
  version: '1.2.2',
  commit: 'def456',
  tag: 'prod-v1.2.2-20251016-def456',
  taskDefinition: taskDefinition(121),
};
const script = (given: Partial<NonNullable<CatalogueEntry['script']>>) => ({
  script: { ...(production.entry.script as NonNullable<CatalogueEntry['script']>), ...given },
});
const why = (readiness: Readiness): string => (readiness.ready ? 'ready' : readiness.why);

describe.skipIf(!hasSsh)('before the release script is started', () => {
  it('everything is as it should be: ready, with the git tag and its commit', async () => {
    expect(await isReady(production, v122)).toEqual({
      ready: true,
      notes: [expect.stringMatching(/^git tag prod-v1\.2\.2-20251016-def456 is def456[0-9a-f]{6}$/)],
    });
  });

  it('fetches the tags: one that only the origin has is found', async () => {
    const v123 = { version: '1.2.3', commit: 'abc123', taskDefinition: taskDefinition(123) };
    expect(await isReady(production, v123)).toMatchObject({ ready: true });
  });

  it('takes the tag that is there when the origin is not reached, and says so', async () => {
    const copy = production.sandbox.deployHost.root;
    const git = (url: string) => execFileSync('git', ['-C', copy, 'remote', 'set-url', 'origin', url]);
    git(join(copy, 'nowhere'));
    const ready = await isReady(production, v122);
    git(production.sandbox.deployHost.origin);
    expect(ready).toEqual({
      ready: true,
      notes: [
        expect.any(String),
        expect.stringMatching(/git fetch --tags failed on deploy@applylens-deploy\.internal/),
      ],
    });
  });

  it('a missing tag is refused with those that are near, newest first by version', async () => {
    const missing = { ...v122, version: '1.2.9', commit: '0123456', tag: 'prod-v1.2.9-20251101-0123456' };
    expect(why(await isReady(production, missing))).toMatch(
      /no git tag for prod-v1\.2\.9-20251101-0123456 that matches prod-v\*: the newest are prod-v1\.2\.3-\S+, prod-v1\.2\.3-\S+, prod-v1\.2\.2-\S+\. List them: ssh .*git tag --list .*\(Runbook › Rollback Script Fails\)/,
    );
  });

  it('a tag at another commit than the target is refused', async () => {
    expect(why(await isReady(production, { ...v122, commit: 'fedcba9' }))).toMatch(
      /git tag prod-v1\.2\.2-20251016-def456 is at def456\w+, and the target is fedcba9/,
    );
  });

  it.each<[string, Partial<NonNullable<CatalogueEntry['script']>>, readonly string[], RegExp]>([
    [
      'folder',
      { folder: '/opt/nothing' },
      backTo('def456'),
      /there is no folder \/opt\/nothing\. Correct script\.folder/,
    ],
    ['program', {}, ['pythoon', 'promote_release.py'], /there is no program pythoon/],
    ['script', {}, ['python', 'promote.py'], /\/opt\/applylens\/deploy\/scripts has no promote\.py/],
    [
      'host',
      { ssh: { destination: 'deploy@nowhere.invalid' } },
      backTo('def456'),
      /ssh deploy@nowhere\.invalid: .*try it by hand: ssh deploy@nowhere\.invalid/,
    ],
  ])('a %s that is not there is refused by name', async (_, given, argv, sentence) => {
    expect(why(await isReady(production, v122, script(given), argv))).toMatch(sentence);
  });

  it('a host whose key is not known is refused, and how to make it known is said', async () => {
    const { ssh } = script({}).script;
    const config = join(production.sandbox.deployHost.root, '../../other_config');
    execFileSync('sh', [
      '-c',
      `sed 's/UserKnownHostsFile.*/UserKnownHostsFile none/' "$1" > "$2"`,
      'sh',
      ssh?.config ?? '',
      config,
    ]);
    const given = script({ ssh: { destination: ssh?.destination ?? '', config } });
    expect(why(await isReady(production, v122, given))).toMatch(/Host key verification failed\. Compare its host key/);
  });

  it('a host that takes no connection is refused, not waited for', async () => {
    production.sandbox.deployHost.reachable = false;
    const readiness = await isReady(production, v122);
    production.sandbox.deployHost.reachable = true;
    expect(why(readiness)).toMatch(/^ssh deploy@applylens-deploy\.internal: .*Check host, network and script\.ssh/);
  });

  it('expired credentials of the worker are not the script’s matter: the run waits until they work', async () => {
    await controlOf(production.sandbox).send('POST', '/faults', {
      fault: 'error',
      operation: 'sts:GetCallerIdentity',
      code: 'ExpiredToken',
      status: 403,
      times: 5,
    });
    await expect(isReady(production, v122)).rejects.toMatchObject({ type: 'AwsCredentials' });
  });
});
