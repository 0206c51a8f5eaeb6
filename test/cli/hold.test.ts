import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { tagRelease, untagRelease } from '../../activities/ecs-tags.js';
import { overlayOf } from '../../sandbox/overlay.js';
import { freePort } from '../../sandbox/processes/ports.js';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { createServer } from '../../src/server/create-server.js';
import { newToken, tokensOf } from '../../src/server/tokens.js';
import { aSandbox, type CheckedSandbox } from '../support/a-sandbox.js';
import { awsCliAgainst } from '../support/aws-cli.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let sandbox: CheckedSandbox;
let place: ReturnType<typeof enterEmptyPlace>;
const catalogue = fileURLToPath(new URL('../../runback.yaml', import.meta.url));

beforeAll(async () => {
  sandbox = await aSandbox();
  // Nothing listens there: holds need no Temporal.
  place = enterEmptyPlace({
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    RUNBACK_CATALOGUE: catalogue,
    AWS_ACCESS_KEY_ID: 'SANDBOX',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  });
  process.env.RUNBACK_OVERLAY = join(place.folder, 'overlay.yaml');
  writeFileSync(process.env.RUNBACK_OVERLAY, overlayOf(sandbox));
});
afterAll(async () => {
  place.leave();
  expect(sandbox.violations).toEqual([]);
  await sandbox.stop();
});

const hold = (...args: string[]) => runback(['hold', 'applylens-api', ...args, '--env', 'prod']);
const arn = (revision: number) => `arn:aws:ecs:us-east-1:123456789012:task-definition/applylens-api-prod:${revision}`;
const tagsOf = async (revision: number): Promise<Record<string, string>> => {
  const aws = awsCliAgainst(sandbox.urls.aws, { AWS_DEFAULT_REGION: 'us-east-1' });
  const { stdout, stderr } = await aws('ecs', 'list-tags-for-resource', '--resource-arn', arn(revision));
  const { tags } = JSON.parse(stdout || `{"tags":[{"key":"failed","value":${JSON.stringify(stderr)}}]}`);
  return Object.fromEntries((tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]));
};

describe('a rollback', () => {
  it('keeps the block that a person set meanwhile, whether it leaves the release or undoes that', async () => {
    await hold('v1.2.1', '--block', '--reason', 'CVE', '--by', 'ann');
    const aws = createAwsAccess();
    const found = (await loadCatalogue({ file: catalogue, overlay: process.env.RUNBACK_OVERLAY })).find(
      'applylens-api',
      'prod',
    );
    if ('refused' in found) throw new Error(found.refused);
    const { entry } = found;
    const mark = { entry, taskDefinition: arn(120), key: 'runback:hold', keepsBlock: true } as const;
    const asActivity = new MockActivityEnvironment();
    expect(await asActivity.run(tagRelease({ aws }), { ...mark, value: 'rolled back' })).toBe('blocked');
    expect(await asActivity.run(untagRelease({ aws }), mark)).toBe('blocked');
    expect((await tagsOf(120))['runback:hold']).toMatch(/blocked by=ann/);
    await hold('v1.2.1', '--lift');
    aws.close();
  });
});

describe('runback hold', () => {
  it('marks a release, so that aws-cli reads who, why and until, and a pipeline that checks it exits 3', async () => {
    expect((await hold('--check', 'v1.2.1')).exit).toBe(0);
    const { exit, out, err } = await hold('v1.2.1', '--reason', 'login "loop"', '--until', '3 days', '--by', 'Ann Lee');
    expect([exit, out]).toEqual([0, 'held: v1.2.1 (999fff, :120)']);
    expect(err).toMatch(/No rollback returns to v1\.2\.1 .*only an approver may choose it.*what serves now stays/);
    expect((await tagsOf(120))['runback:hold']).toMatch(/^20\S+Z by=Ann_Lee until=20\S+Z - login loop$/);
    const checked = await hold('--check', 'v1.2.1');
    expect(checked.exit).toBe(3);
    expect(checked.out).toMatch(/^held: v1\.2\.1 .* is held since .* by Ann_Lee until .* \(login loop\)$/);
    expect((await hold()).out).toMatch(/^v1\.2\.1 \(999fff, :120\) held since /);
    expect(await hold('v1.2.1', '--lift')).toMatchObject({ exit: 0, out: 'free: v1.2.1 (999fff, :120)' });
    expect((await tagsOf(120))['runback:hold']).toBeUndefined();
    expect(await hold('--check', 'v1.2.1', '--json')).toMatchObject({ exit: 0, out: expect.stringMatching(/"free"/) });
  });

  it('blocks a release, every task definition of that name', async () => {
    expect((await hold('999fff', '--block', '--reason', 'CVE-2026-1')).exit).toBe(0);
    expect((await hold('--check', ':120')).out).toMatch(/^blocked: /);
    expect((await hold(':120', '--lift')).exit).toBe(0);
  });

  it('changes nothing when the person at the terminal says no', async () => {
    const said = await runback(['hold', 'applylens-api', ':120', '--reason', 'x', '--env', 'prod'], { answers: false });
    expect(said).toMatchObject({ exit: 1, err: expect.stringMatching(/Nothing was changed\.$/) });
    expect((await hold('--check', ':120')).exit).toBe(0);
  });

  it.each([
    [['v1.2.1'], /say why with --reason/],
    [['v9', '--reason', 'x'], /None of the newest \d+ task definitions .* is v9; the newest are/],
    [['--check', ''], /an empty name/],
    [['--check', 'v1', '--block'], /--check goes alone/],
    [['--block', '--reason', 'x'], /name the release/],
    [['v1.2.1', '--lift', '--until', '1 day'], /--lift goes without/],
    [['v1.2.1', '--reason', 'x', '--until', 'soon'], /expected "3 days"/],
    [['$(touch x)', '--reason', 'x'], /is \$\(touch x\)/],
  ])('exits 2 and changes nothing: %j', async (args, why) => {
    const { exit, err } = await hold(...args);
    expect([exit, err]).toEqual([2, expect.stringMatching(why)]);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('is never free because AWS did not answer', async () => {
    await fetch(`${sandbox.urls.control}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        fault: 'error',
        operation: 'ecs:ListTaskDefinitions',
        code: 'ExpiredTokenException',
        status: 400,
        times: 9,
      }),
    });
    const { exit, out, err } = await hold('--check', 'v1.2.1');
    await fetch(`${sandbox.urls.control}/faults`, { method: 'DELETE' });
    expect([exit, out]).toEqual([1, '']);
    expect(err).toMatch(/Nothing is known of the holds: ListTaskDefinitions .*ExpiredToken/);
  });
});

describe('GET /holds/:environment/:service', () => {
  it('answers a viewer 200, and 409 for a release that is held', async () => {
    const { token, known } = newToken('pipeline', ['viewer']);
    const services = await loadCatalogue({ file: catalogue, overlay: process.env.RUNBACK_OVERLAY ?? '' });
    const aws = createAwsAccess();
    const tokens = tokensOf([known]);
    const server = await createServer({ client: {} as never, services, tokens, aws, reports: 'no-such-folder' });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const ask = async (query = '', as = token) => {
      const answer = await fetch(`${url}/holds/prod/applylens-api${query}`, {
        headers: { authorization: `Bearer ${as}` },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    expect(await ask('', 'rb_unknown')).toMatchObject({ status: 401 });
    expect(await ask('?release=')).toMatchObject({ status: 422 });
    expect(await ask('?release=v1.2.1')).toMatchObject({ status: 200, body: { release: { verdict: 'free' } } });
    await hold(':120', '--reason', 'login loop', '--by', 'ann');
    expect(await ask()).toMatchObject({
      status: 200,
      body: { service: 'applylens-api', holds: [{ version: '1.2.1', hold: { by: 'ann', why: 'login loop' } }] },
    });
    expect(await ask('?release=v1.2.1')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/held since/) },
    });
    await hold(':120', '--lift');
    await server.close();
    aws.close();
  });
});
