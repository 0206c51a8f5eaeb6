import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleFile } from '../../src/alert-rules/rule-file.js';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

const catalogueFile = new URL('../../runback.yaml', import.meta.url).pathname;
const entries = (await loadCatalogue({ file: catalogueFile })).entries();

describe('runback rules', () => {
  let place: ReturnType<typeof enterEmptyPlace>;
  beforeAll(() => {
    place = enterEmptyPlace({ RUNBACK_CATALOGUE: catalogueFile });
  });
  afterAll(() => place.leave());

  it('prints the rules, their unit tests, or a dashboard: the one in deploy/ is that of the catalogue', async () => {
    const printed = await runback(['rules', 'applylens-api-prod', '--env', 'prod']);
    expect([printed.exit, parse(printed.out)]).toEqual([0, JSON.parse(JSON.stringify(ruleFile(entries)))]);
    expect(parse((await runback(['rules', '--tests'])).out)).toMatchObject({ rule_files: ['runback-rules.yml'] });
    const shipped = readFileSync(new URL('../../deploy/grafana-dashboard.json', import.meta.url), 'utf8');
    expect(JSON.parse((await runback(['rules', '--dashboard'])).out)).toEqual(JSON.parse(shipped));
  });

  it('writes all three beside each other', async () => {
    expect((await runback(['rules', '--write', place.folder])).exit).toBe(0);
    const names = ['runback-rules.yml', 'runback-rules.test.yml', 'runback-dashboard.json'];
    const [written, tests, drawn = ''] = names.map((name) => readFileSync(join(place.folder, name), 'utf8'));
    expect(JSON.parse(drawn)).toMatchObject({ schemaVersion: 39 });
    expect(written).toContain('alert: ErrorRateSpike');
    expect(tests).toContain('alertname: ErrorRateSpike');
  });

  it.each([
    [['rules', 'nothing'], /"nothing"/],
    [['rules', '--env', 'nowhere'], /None of these services has `prometheus`/],
    [['rules', '--write', '/nowhere/at/all'], /Writing into \/nowhere\/at\/all failed/],
  ])('says what is wrong with %j', async (args, why) => {
    const { exit, err } = await runback(args);
    expect([exit, err]).toEqual([2, expect.stringMatching(why)]);
  });
});
