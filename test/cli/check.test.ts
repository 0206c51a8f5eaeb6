import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overlayOf } from '../../sandbox/overlay.js';
import { freePort } from '../../sandbox/processes/ports.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { overdueReview } from '../../src/cli/check/review.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let sandbox: Sandbox;
let place: ReturnType<typeof enterEmptyPlace>;

beforeAll(async () => {
  [temporal, sandbox] = await Promise.all([
    aTemporal(),
    startSandbox({ profile: 'quick', scenario: 'bad-release', requestsPerSecond: 5 }),
  ]);
  place = enterEmptyPlace({
    TEMPORAL_ADDRESS: temporal.address,
    RUNBACK_CATALOGUE: fileURLToPath(new URL('../../runback.yaml', import.meta.url)),
    AWS_ACCESS_KEY_ID: 'SANDBOX',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  });
  process.env.RUNBACK_OVERLAY = join(place.folder, 'overlay.yaml');
  writeFileSync(process.env.RUNBACK_OVERLAY, overlayOf(sandbox));
});
afterAll(async () => {
  place.leave();
  await Promise.all([sandbox.stop(), temporal.stop()]);
});

const outcomes = (out: string): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(out) as { findings: { endpoint: string; outcome: string }[] }).findings.map(({ endpoint, outcome }) => [
      endpoint,
      outcome,
    ]),
  );

describe('runback check', () => {
  it('reaches each endpoint of the catalogue, and says that nobody works', async () => {
    const { exit, out } = await runback(['check', 'applylens-api', '--env', 'prod']);
    const lines = out.split('\n');
    for (const endpoint of ['Temporal', 'STS', 'ECS', 'Target groups', '/version', '/health', 'Prometheus', 'Paging']) {
      expect(lines.find((line) => line.includes(` ${endpoint} `))).toContain(' reached ');
    }
    expect(out).toContain('no worker polls');
    expect(out).toContain('applylens-api-prod ACTIVE: 4 of 4 tasks run');
    expect(exit).toBe(0);
  });

  it('exits 1 and names what is not reached', async () => {
    const { urls, timeScale } = sandbox;
    const gone = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(process.env.RUNBACK_OVERLAY ?? '', overlayOf({ urls: { ...urls, prometheus: gone }, timeScale }));
    const { exit, out } = await runback(['check', 'applylens-api', '--env', 'prod', '--json']);
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
