import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSandbox, type CheckedSandbox, until } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';
import { githubOf } from './a-github.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ timeScale: 120 });
});
afterAll(() => sandbox?.stop());

const inject = (body: object) => controlOf(sandbox).send('POST', '/github', body);

describe("GitHub's double", () => {
  it('takes a bearer token only, and lets one that may read change nothing', async () => {
    const anonymous = await fetch(`${sandbox.github.url}/repos/leok974/ApplyLens/actions/runs`);
    const wrong = await githubOf(sandbox, 'wrong').ask('GET', '/runs');
    const reader = githubOf(sandbox, 'github-sandbox-read-only');
    expect([anonymous.status, wrong.status, wrong.json.message]).toEqual([401, 401, 'Bad credentials']);
    expect((await reader.ask('GET', '/runs')).status).toBe(200);
    expect((await reader.ask('POST', '/workflows/rollback.yml/dispatches', { ref: 'main' })).status).toBe(403);
  });

  it('knows one repository and its workflows', async () => {
    const headers = { authorization: 'token github-sandbox' };
    const other = await fetch(`${sandbox.github.url}/repos/leok974/Other/actions/runs`, { headers });
    expect(other.status).toBe(404);
    const { json } = await githubOf(sandbox).ask('GET', '/workflows');
    expect(json).toMatchObject({
      workflows: [{ path: '.github/workflows/deploy.yml' }, { name: 'Roll back production' }],
    });
    expect((await githubOf(sandbox).ask('GET', '/runs/1')).status).toBe(404);
  });

  it('says how many requests are left', async () => {
    const remaining = async () =>
      Number((await githubOf(sandbox).ask('GET', '/runs')).headers.get('x-ratelimit-remaining'));
    const before = await remaining();
    expect(await remaining()).toBe(before - 1);
  });

  it.each([
    [{ fault: 'secondary-rate-limit', retryAfterSeconds: 7 }, 403, { 'retry-after': '7' }],
    [{ fault: 'secondary-rate-limit', status: 429 }, 429, { 'retry-after': '60' }],
    [{ fault: 'rate-limit' }, 403, { 'x-ratelimit-remaining': '0' }],
    [{ fault: 'unavailable' }, 503, {}],
  ])('refuses one request after %j', async (fault, status, headers) => {
    await inject(fault);
    const refused = await githubOf(sandbox).ask('GET', '/runs');
    expect(refused.status).toBe(status);
    expect(Object.fromEntries(refused.headers)).toMatchObject(headers);
    expect((await githubOf(sandbox).ask('GET', '/runs')).status).toBe(200);
  });

  it('lists page by page, newest first, and records what was asked', async () => {
    const github = githubOf(sandbox);
    for (let number = 0; number < 3; number += 1) await inject({ run: 'deploy' });
    const all = await until(github.runs, (runs) => runs.length === 3);
    const { json, headers } = await github.ask('GET', '/runs?per_page=2');
    expect(json).toMatchObject({ total_count: 3, workflow_runs: [{ id: all[0]?.id }, { id: all[1]?.id }] });
    expect(headers.get('link')).toContain('page=2>; rel="next"');
    expect(await github.runs('?per_page=2&page=2')).toMatchObject([{ id: all[2]?.id }]);
    const asked = { method: 'GET', path: '/repos/leok974/ApplyLens/actions/runs?per_page=2', status: 200 };
    expect(sandbox.github.requests()).toContainEqual(expect.objectContaining(asked));
  });
});
