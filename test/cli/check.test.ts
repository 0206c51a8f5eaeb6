import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { overlayOf } from '../../sandbox/overlay.js';
import { freePort } from '../../sandbox/processes/ports.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { listenLocally } from '../../sandbox/traffic/listen-locally.js';
import { overdueReview } from '../../src/runbook/review.js';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let sandbox: Sandbox;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;

beforeAll(async () => {
  [temporal, sandbox] = await Promise.all([
    aTemporal(),
    startSandbox({ profile: 'quick', scenario: 'bad-release', requestsPerSecond: 5 }),
  ]);
  [worker] = await Promise.all([smallWorkers(temporal)(), sandbox.database.begin()]);
  place = enterEmptyPlace({
    TEMPORAL_ADDRESS: temporal.address,
    RUNBACK_CATALOGUE: fileURLToPath(new URL('../../runback.yaml', import.meta.url)),
    AWS_ACCESS_KEY_ID: 'SANDBOX',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    RUNBACK_GITHUB_TOKEN: 'github-sandbox',
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    PAGERDUTY_API_TOKEN: 'pagerduty-sandbox',
    STATUSPAGE_API_KEY: 'statuspage-sandbox',
  });
  process.env.RUNBACK_OVERLAY = join(place.folder, 'overlay.yaml');
});
beforeEach(() => overlay());
afterAll(async () => {
  place.leave();
  await worker.stop();
  await Promise.all([sandbox.stop(), temporal.stop()]);
});

const bySsh = hasSsh ? ['Script host', 'Git tags'] : [];
const checked = ['check', 'applylens-api', '--env', 'prod'];
const lineOf = (out: string, endpoint: string) => out.split('\n').find((line) => line.includes(` ${endpoint} `));
const passwordOf = ({ database }: Sandbox): string => new URL(readFileSync(database.urlFile, 'utf8').trim()).password;
const ofApi = (settings: object) => ({ services: { 'applylens-api': { prod: settings } } });
const overlay = (more: object = {}, urls: Partial<Sandbox['urls']> = {}): void => {
  const given = parse(overlayOf({ ...sandbox, urls: { ...sandbox.urls, ...urls } })) as object;
  writeFileSync(
    process.env.RUNBACK_OVERLAY ?? '',
    stringify({ ...given, ...(hasSsh ? {} : ofApi({ script: null, canary: null })), ...more }),
  );
};
const outcomes = (out: string): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(out) as { findings: { endpoint: string; outcome: string }[] }).findings.map(({ endpoint, outcome }) => [
      endpoint,
      outcome,
    ]),
  );

describe('runback check', () => {
  it('has a line for each endpoint of the catalogue, and exits 0 when all that was asked are reached', async () => {
    const { exit, out } = await runback(checked);
    const reached = ['Temporal', 'Worker', 'STS', 'ECS', 'ECR', 'Target groups', '/version', '/health', 'Prometheus'];
    for (const endpoint of [
      ...reached,
      'GitHub',
      'Paging',
      'Database',
      'Elasticsearch',
      'Smoke: email search',
      'Smoke: authentication',
      'SSM path',
      'Log group',
      'RDS',
      'Slack',
      'PagerDuty',
      'Status page',
      ...bySsh,
    ]) {
      expect(lineOf(out, endpoint)).toContain(' reached ');
    }
    if (hasSsh) expect(lineOf(out, 'Git tags')).toContain('5 match prod-v*, the newest is prod-v1.2.3-20251016-bad000');
    for (const endpoint of ['Canary service', 'Canary target group', 'Alertmanager']) {
      expect(lineOf(out, endpoint)).toContain(' not configured ');
    }
    expect(out).toContain('applylens-api-prod ACTIVE: 4 of 4 tasks run');
    expect(lineOf(out, 'ECR')).toContain('applylens-api has ');
    expect(lineOf(out, 'Elasticsearch')).toContain('/_cluster/health: the cluster is green');
    expect(lineOf(out, 'Database')).toMatch(/applylens at 127\.0\.0\.1:\d+ answers SELECT 1$/);
    expect(lineOf(out, 'RDS')).toMatch(
      /applylens-prod can be restored to .* ago\); newest snapshot rds:applylens-prod-/,
    );
    expect(out).not.toContain(passwordOf(sandbox));
    expect(exit, out).toBe(0);
  });

  it('says that no worker polls, and exits 1', async () => {
    const lonely = await aTemporal();
    process.env.TEMPORAL_ADDRESS = lonely.address;
    const { exit, out } = await runback(checked);
    process.env.TEMPORAL_ADDRESS = temporal.address;
    await lonely.stop();
    expect(lineOf(out, 'Temporal')).toContain(' reached ');
    expect(lineOf(out, 'Worker')).toMatch(/ not reached .*no worker polls `runback`/);
    expect(exit).toBe(1);
  });

  it('never sends a smoke request that writes: its host alone is asked', async () => {
    const received: string[] = [];
    const host = createServer((request, response) => {
      received.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    });
    const url = `http://127.0.0.1:${await listenLocally(host, 0)}`;
    overlay(
      ofApi({
        smoke: {
          'log in': { method: 'POST', url: `${url}/login`, body: '{}' },
          counted: { method: 'GET', url: `${url}/counter`, writes: true },
          search: { method: 'GET', url: `${url}/search` },
        },
      }),
    );
    const { out } = await runback(checked);
    await new Promise((resolve) => host.close(resolve));
    expect(received.toSorted()).toEqual(['GET /search', 'HEAD /', 'HEAD /']);
    expect(lineOf(out, 'Smoke: log in')).toContain('POST /login may write and was not sent');
    expect(lineOf(out, 'Smoke: search')).toContain('answers 404');
    expect(lineOf(out, 'Smoke: search')).toContain('expected is 200');
  });

  it("asks for the canary's service and target group by their names", async () => {
    overlay(ofApi({ canary: { service: 'applylens-api-prod', targetGroup: 'no-such-group' } }));
    const { exit, out } = await runback([...checked, '--json']);
    expect(outcomes(out)).toMatchObject({ 'Canary service': 'reached', 'Canary target group': 'not reached' });
    expect(exit).toBe(1);
  });

  it('says what GitHub says to a token that is wrong, and does not ask without one', async () => {
    process.env.RUNBACK_GITHUB_TOKEN = 'wrong';
    const { exit, out } = await runback(checked);
    expect(lineOf(out, 'GitHub')).toMatch(/ denied .*401 Bad credentials.*env:RUNBACK_GITHUB_TOKEN/);
    expect(out).not.toContain('wrong');
    expect(exit).toBe(1);
    delete process.env.RUNBACK_GITHUB_TOKEN;
    expect(lineOf((await runback(checked)).out, 'GitHub')).toMatch(/ not connected yet .*the worker needs it/);
    process.env.RUNBACK_GITHUB_TOKEN = 'github-sandbox';
  });

  it('exits 1 and names what is not reached', async () => {
    overlay({}, { prometheus: `http://127.0.0.1:${await freePort()}` });
    const { exit, out } = await runback([...checked, '--json']);
    expect(exit).toBe(1);
    expect(outcomes(out)).toMatchObject({ Prometheus: 'not reached', ECS: 'reached', Paging: 'reached' });
  });
});

describe("the runbook's review", () => {
  const review = { owner: 'SRE Team', lastReview: '2025-10-17', nextReview: '2025-11-17' };
  it('is overdue once its day has passed', () => {
    expect(overdueReview(review, '2025-11-18')).toContain('it was due on 2025-11-17');
    expect(overdueReview(review, '2025-11-17')).toBeUndefined();
  });
});
