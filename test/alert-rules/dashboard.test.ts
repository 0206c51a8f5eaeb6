import { describe, expect, it } from 'vitest';
import { dashboard } from '../../src/alert-rules/dashboard.js';
import { ruleFile } from '../../src/alert-rules/rule-file.js';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { anEntry } from '../support/an-entry.js';

const catalogueFile = new URL('../../runback.yaml', import.meta.url).pathname;
const entries = (await loadCatalogue({ file: catalogueFile })).entries();

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly thresholds: { readonly steps: readonly { value: number | null }[] } };
  };
}
interface Drawn {
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly Panel[];
}

const drawn = dashboard(entries) as Drawn;
const graphs = drawn.panels.filter(({ type }) => type === 'timeseries');
const asked = graphs.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const limits = graphs.flatMap(
  ({ fieldConfig }) => fieldConfig?.defaults.thresholds.steps.map(({ value }) => value) ?? [],
);
const rules = ruleFile(entries).groups.flatMap((group) => [...group.rules]);

/** The conditions of the alerts that judge a figure, as "series > limit". */
const conditions = rules
  .flatMap((rule) => ('alert' in rule ? rule.expr.split('\nand ') : []))
  .filter((condition) => condition.includes(' > '))
  .map((condition) => condition.split(' > ') as [series: string, limit: string]);

describe('the dashboard', () => {
  it('can be imported: a schema version, a data source to choose, and each panel once', () => {
    expect(drawn.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(drawn.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
    expect(new Set(drawn.panels.map(({ id }) => id)).size).toBe(drawn.panels.length);
    expect(JSON.stringify(drawn)).not.toMatch(/"uid":"(?!\$\{datasource\}|runback)/);
  });

  it('asks for nothing that the rules do not record', () => {
    const records = new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
    const names = asked.flatMap((expr) => expr.match(/runback:[a-z0-9_:]+/g) ?? []);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !records.has(name))).toEqual([]);
  });

  it.each(conditions)('shows %s, and its limit %s', (series, limit) => {
    expect(asked).toContain(series);
    expect(Number.isNaN(Number(limit)) ? asked.includes(limit) : limits.includes(Number(limit))).toBe(true);
  });

  it('has no panel for what the catalogue has no query for, and none for services without metrics', () => {
    const queries = { errorRate: 'sum(errors[{{window}}]) / sum(all[{{window}}])', requests: 'sum(all[{{window}}])' };
    const few = dashboard([anEntry(), anEntry({ prometheus: { url: 'http://p', queries } })]) as Drawn;
    expect(few.panels.map(({ title }) => title)).toEqual([
      'applylens-api · prod',
      'Error Rate Spike',
      'Fast Burn Rate',
      'Requests',
    ]);
  });
});
