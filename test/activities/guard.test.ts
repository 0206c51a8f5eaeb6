import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardActivities } from '../../activities/guard.js';
import { lookAround } from '../../activities/look-around.js';
import { createServicePoller } from '../../activities/service-poller.js';
import { createReleaseNames } from '../../activities/serving.js';
import { judgeSideBySide } from '../../src/guard/side-by-side.js';
import { errorRateLimits, judgeErrorRate } from '../../src/runbook/when-to-rollback.js';
import { until } from '../support/a-sandbox.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
let temporal: TestTemporal;
let guard: ReturnType<typeof guardActivities>;

/** v1.2.3 goes out for half a minute beside v1.2.2, and answers one request in two with an error. */
beforeAll(async () => {
  [production, temporal] = await Promise.all([
    aProduction({ scenario: 'deployment-in-progress', requestsPerSecond: 60 }),
    aTemporal(),
  ]);
  const { aws, entry } = production;
  const poller = createServicePoller(aws);
  guard = guardActivities({
    aws,
    temporal: temporal.client,
    poller,
    names: createReleaseNames(aws),
    entries: () => [entry],
  });
});
afterAll(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await Promise.all([production.stop(), temporal.stop()]);
});

const entry = () => ({ ...production.entry, minimumSample: 8 });

async function theDeployment() {
  const identified = await guard.identifyDeployment({ entry: entry() });
  if ('not' in identified) throw new Error(identified.not);
  return identified.guarded;
}

describe('a guard looks', () => {
  it('at a deployment that is in progress: which release it brings, and what both releases answer beside each other', async () => {
    production.sandbox.deploy();
    const guarded = await theDeployment();
    expect(guarded).toMatchObject({ id: expect.stringMatching(/^ecs-svc\//), release: { version: '1.2.3' } });
    const look = () =>
      guard.lookAtDeployment({ entry: entry(), guarded, at: new Date().toISOString(), withBefore: true });
    const seen = await until(look, ({ sideBySide }) => judgeSideBySide(sideBySide, entry()).is === 'worse', {
      every: 300,
    });
    expect(seen.service).toMatchObject({
      state: 'known',
      value: { deployments: [{ status: 'PRIMARY' }, { status: 'ACTIVE' }] },
    });
    expect(judgeSideBySide(seen.sideBySide, entry()).evidence).toMatch(
      /^v1\.2\.3 fails .*, beside it v1\.2\.2 fails 0 %/,
    );
    const before = seen.before?.errorRate ?? { state: 'not connected' as const };
    expect(judgeErrorRate(before, errorRateLimits(entry())).verdict).toBe('not breached');
  });

  it('as the rollback does that is asked for by it', async () => {
    const { aws } = production;
    const look = lookAround({ aws, names: createReleaseNames(aws) });
    const { sideBySide } = await look({ entry: entry(), rule: 'NewReleaseWorse' });
    expect(judgeSideBySide(sideBySide ?? { state: 'not connected' }, entry()).evidence).toMatch(/v1\.2\.3/);
    const { triggers } = await look({ entry: entry(), rule: 'LatencyDegradation' });
    expect(triggers?.latency.state).toBe('known');
    const usual = await look({ entry: entry() });
    expect([usual.triggers, usual.sideBySide]).toEqual([undefined, undefined]);
  });

  it('at no other deployment than the newest', async () => {
    const named = await guard.identifyDeployment({ entry: entry(), deployment: 'ecs-svc/0' });
    expect(named).toEqual({
      not: expect.stringMatching(
        /^ecs-svc\/0 is not its newest deployment: ecs-svc\/\d+ of applylens-api-prod:\d+ is$/,
      ),
    });
  });

  it('and says what it could not see, where neither AWS nor Prometheus answers', async () => {
    const gone = { ...entry(), ecs: { ...production.entry.ecs, service: 'nowhere' }, prometheus: undefined };
    const { prometheus: _, ...away } = gone;
    const seen = await guard.lookAtDeployment({
      entry: away,
      guarded: await theDeployment(),
      at: new Date().toISOString(),
      withBefore: false,
    });
    expect(seen).toMatchObject({
      service: { state: 'known', value: { gone: expect.stringMatching(/DescribeServices of .*nowhere/) } },
      triggers: { errorRate: { state: 'not connected' } },
      sideBySide: { state: 'not connected' },
    });
  });
});
