// A Grafana dashboard of what the rules record and the alerts judge.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { alertingRules } from './alerts.js';
import { type Drawn, panelsOf } from './panels.js';

const datasource = { type: 'prometheus', uid: '${datasource}' } as const;
const [width, height, perRow] = [12, 8, 2];

/** As Grafana imports it; one row for each service that has metrics in the catalogue. */
export function dashboard(entries: readonly CatalogueEntry[]): object {
  const panels: object[] = [];
  let y = 0;
  for (const entry of entries) {
    if (entry.prometheus === undefined) continue;
    const drawn = panelsOf(entry, entry.prometheus.queries);
    const title = `${entry.service} · ${entry.environment}`;
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    });
    for (const [index, each] of drawn.entries()) {
      const at = { x: (index % perRow) * width, y: y + 1 + Math.floor(index / perRow) * height };
      panels.push({ id: panels.length + 1, gridPos: { ...at, w: width, h: height }, ...panelOf(each) });
    }
    y += 1 + Math.ceil(drawn.length / perRow) * height;
  }
  return { ...around(entries), panels };
}

const around = (entries: readonly CatalogueEntry[]) => ({
  id: null,
  uid: 'runback-triggers',
  title: "Runback: the runbook's triggers",
  tags: ['runback'],
  schemaVersion: 39,
  version: 1,
  editable: true,
  refresh: '30s',
  time: { from: 'now-3h', to: 'now' },
  templating: { list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  annotations: {
    list: [
      {
        name: 'Alerts that fire',
        enable: true,
        iconColor: 'red',
        datasource,
        expr: firing(entries),
        titleFormat: '{{alertname}}',
      },
    ],
  },
});

function firing(entries: readonly CatalogueEntry[]): string {
  const names = entries.flatMap((entry) =>
    entry.prometheus === undefined ? [] : alertingRules(entry, entry.prometheus.queries).map(({ alert }) => alert),
  );
  return `ALERTS{alertstate="firing",alertname=~"${[...new Set(names)].join('|')}"}`;
}

const panelOf = ({ title, description, unit, series, limit }: Drawn) => ({
  type: 'timeseries',
  title,
  description,
  datasource,
  targets: Object.entries(series).map(([legendFormat, expr], index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat,
  })),
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      custom: { thresholdsStyle: { mode: limit === undefined ? 'off' : 'line' } },
      thresholds: {
        mode: 'absolute',
        steps: [{ color: 'green', value: null }, ...(limit === undefined ? [] : [{ color: 'red', value: limit }])],
      },
    },
    overrides: [],
  },
  options: { legend: { showLegend: true, displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
});
