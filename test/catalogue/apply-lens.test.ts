import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';

const file = new URL('../../runback.yaml', import.meta.url).pathname;
const { entries, find, runbook } = await loadCatalogue({ file });
const [applyLens] = entries();

const anOverlay = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'runback-catalogue-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const overlay = join(folder, 'overlay.yaml');
  await writeFile(overlay, text);
  return overlay;
};

describe('the catalogue that is shipped', () => {
  it('reaches ApplyLens as the runbook does', () => {
    expect(applyLens).toMatchObject({
      aws: { region: 'us-east-1' },
      ecs: { cluster: 'applylens-prod', service: 'applylens-api-prod', family: 'applylens-api-prod' },
      versionProbe: { url: 'https://api.applylens.io/version' },
      healthProbe: { url: 'https://api.applylens.io/health', expect: { status: 'healthy' } },
      dashboard: 'https://grafana.applylens.io/d/system-health',
    });
  });

  it('sends the smoke requests of the runbook, and says which of them write', () => {
    expect(applyLens?.smoke.map(({ name, method, body, writes }) => [name, method, body, writes])).toEqual([
      ['email triage', 'POST', '{"email_id": "test-123"}', true],
      ['email search', 'GET', undefined, false],
      ['authentication', 'POST', '{"username": "test", "password": "test"}', true],
    ]);
  });

  it.each(['applylens-api-prod', 'applylens-api-canary-prod'])('finds the service of an alert for %s', (alias) => {
    expect(find(alias, 'prod')).toEqual({ entry: applyLens });
  });

  it('knows its database in RDS, and the twin in staging', () => {
    expect(applyLens?.database).toEqual({
      name: 'applylens',
      url: 'env:DATABASE_URL',
      host: 'db.applylens.io',
      rds: { kind: 'instance', id: 'applylens-prod' },
      backupName: 'rollback-backup-{{run}}',
      migrations: {
        repository: 'https://github.com/leok974/ApplyLens.git',
        folder: 'services/api',
        tags: 'prod-v*',
        tests: ['pytest', 'tests/'],
        urlVariable: 'DATABASE_URL',
        environment: {},
        releasesRunOnNewerSchema: false,
        rehearsalExpiresAfter: 24 * 3_600_000,
      },
      staging: { url: 'env:STAGING_DATABASE_URL', rds: { kind: 'instance', id: 'applylens-staging' } },
    });
  });

  it('lets no machine act', () => expect(applyLens?.policy).toMatchObject({ mode: 'observe', approvals: 1 }));

  it('knows when the runbook has to be read again', () => {
    expect(runbook).toMatchObject({ owner: 'SRE Team', lastReview: '2025-10-17', nextReview: '2025-11-17' });
  });

  it('reaches the release script as the runbook does', () => {
    expect(applyLens).toMatchObject({
      script: {
        ssh: { destination: 'deploy@applylens-deploy.internal' },
        folder: '/opt/applylens/deploy/scripts',
        application: expect.arrayContaining(['promote_release.py', '--from-commit', '{{commit}}']),
      },
      git: { pattern: 'prod-v*', folder: '/opt/applylens/deploy/scripts', remote: 'origin' },
    });
  });

  it('has its agents measured one by one', () => {
    expect(applyLens?.notConnected).toEqual([]);
    expect(applyLens?.agents).toEqual([
      { name: 'inbox.triage', slo: 0.98, minimumSample: 50 },
      { name: 'inbox.search', slo: 0.98, minimumSample: 50 },
    ]);
  });

  it('goes through JSON as it is', () => expect(JSON.parse(JSON.stringify(applyLens))).toEqual(applyLens));
});

describe('the overlay of a simulation', () => {
  it('needs endpoints, kind, time scale and policy alone', async () => {
    const overlay = await anOverlay(
      'environments: { prod: { kind: simulation, timeScale: 30, endpoints: { aws: "http://127.0.0.1:1" }, policy: { mode: act, approvals: 0 } } }',
    );
    const [simulated] = (await loadCatalogue({ file, overlay })).entries();
    expect(simulated).toMatchObject({
      kind: 'simulation',
      policy: { mode: 'act', approvals: 0, identity: 'claimed' },
      timings: { watch: 30_000, poll: 5_000 },
    });
  });

  it('is named by the errors in it', async () => {
    const overlay = await anOverlay('environments:\n  prod:\n    policy: { mode: acts }\n');
    await expect(loadCatalogue({ file, overlay })).rejects.toThrow(
      `${overlay}:3:21  environments.prod.policy.mode  expected one of observe, propose, act, got "acts"`,
    );
  });

  it('that is not there is said with the variable that names it', async () => {
    await expect(loadCatalogue({ file, overlay: 'absent.yaml' })).rejects.toThrow(
      "absent.yaml:1:1  reading the catalogue's overlay failed: ENOENT. Set RUNBACK_OVERLAY to a file that can be read",
    );
  });
});
