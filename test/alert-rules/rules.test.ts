import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ruleFile } from '../../src/alert-rules/rule-file.js';
import { unitTests } from '../../src/alert-rules/unit-tests.js';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { fromAlertmanager } from '../../src/server/webhooks/alertmanager.js';
import { anEntry } from '../support/an-entry.js';

const catalogueFile = new URL('../../runback.yaml', import.meta.url).pathname;
const catalogue = await loadCatalogue({ file: catalogueFile });
const entries = catalogue.entries();
const rules = ruleFile(entries).groups.flatMap((group) => [...group.rules]);
const alerts = rules.flatMap((rule) => ('alert' in rule ? [rule] : []));

const queries = { errorRate: 'sum(errors[{{window}}]) / sum(all[{{window}}])', requests: 'sum(all[{{window}}])' };

describe('the rules for Prometheus', () => {
  it('are the runbook’s four triggers, each naming its heading', () => {
    expect(alerts.map(({ alert, for: lasts }) => [alert, lasts])).toEqual([
      ['ErrorRateSpike', '240s'],
      ['LatencyDegradation', '540s'],
      ['FastBurnRate', undefined],
      ['DatabaseConnectionFailures', '120s'],
    ]);
    expect(alerts[0]?.annotations).toMatchObject({
      description: 'Error rate >5% for 5 consecutive minutes',
      runbook: 'When to Rollback › Automatic Rollback Triggers › Error Rate Spike',
    });
  });

  it('have labels by which the webhook finds the service', () => {
    const [recorded] = rules;
    for (const { alert, labels } of alerts) {
      const alertname = { alertname: alert, ...recorded?.labels, ...labels };
      const [incoming] = fromAlertmanager({
        alerts: [{ status: 'firing', labels: alertname, annotations: {} }],
        commonLabels: {},
      });
      expect(incoming).toMatchObject({ severity: 'SEV1', alert: { name: alert } });
      expect(catalogue.find(incoming?.service ?? '', incoming?.environment ?? '')).toMatchObject({ entry: {} });
    }
  });

  it('leave out what the catalogue has no query for, and services without metrics', () => {
    const few = ruleFile([anEntry(), anEntry({ prometheus: { url: 'http://p', queries } })]).groups;
    expect(few).toHaveLength(1);
    expect(few[0]?.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : []))).toEqual([
      'ErrorRateSpike',
      'FastBurnRate',
    ]);
  });

  it('take limits and windows from the catalogue', () => {
    const triggers = { ...anEntry().triggers, slo: 0.999 };
    const timings = { errorRateFor: 180_000 };
    const entry = anEntry({ prometheus: { url: 'http://p', queries }, triggers, timings, errorRateAbove: 0.03 });
    const [spike, burn] = ruleFile([entry]).groups.flatMap((group) =>
      group.rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
    );
    expect(spike).toMatchObject({ for: '120s', expr: expect.stringContaining('> 0.03\nand runback:error_rate:180s') });
    expect(burn?.expr).toContain('runback:error_rate:3600s{service="applylens-api",environment="prod"} > 0.0144\n');
  });
});

const asWritten = { lineWidth: 0, aliasDuplicateObjects: false };
const tool = 'promtool';
const hasPromtool = spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasPromtool)(hasPromtool ? 'promtool' : 'promtool (skipped: not on PATH)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runback-rules-'));
  const promtool = (...args: string[]) => promisify(execFile)(tool, args, { cwd: folder });
  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), stringify(content, asWritten));
  beforeAll(() => {
    write('rules.yml', ruleFile(entries));
    write('tests.yml', unitTests(entries, 'rules.yml'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the rules, and their unit tests hold', async () => {
    expect((await promtool('check', 'rules', 'rules.yml')).stdout).toContain('SUCCESS');
    expect((await promtool('test', 'rules', 'tests.yml')).stdout).toContain('SUCCESS');
  });

  it.each([
    ['comes too early', ['for: 240s', 'for: 225s']],
    ['comes too late', ['for: 540s', 'for: 555s']],
    ['fires at its limit', ['> 0.05', '>= 0.05']],
    ['fires in one window only', [/\n *and runback:error_rate:300s[^\n]*0\.288/, '']],
  ] as [string, [string | RegExp, string]][])('finds by the unit tests a rule that %s', async (_, [right, wrong]) => {
    const text = stringify(ruleFile(entries), asWritten);
    const changed = text.replace(right, wrong);
    expect(changed).not.toBe(text);
    writeFileSync(join(folder, 'rules.yml'), changed);
    await expect(promtool('test', 'rules', 'tests.yml')).rejects.toThrow(/FAILED/);
    write('rules.yml', ruleFile(entries));
  });
});
