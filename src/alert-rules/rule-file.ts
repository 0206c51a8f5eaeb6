import type { CatalogueEntry } from '../catalogue/entry.js';
import { type AlertingRule, alertingRules } from './alerts.js';
import { type RecordingRule, recordBaseline, recordWindows } from './recorded.js';

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** Rule groups of Prometheus for the services that have metrics in the catalogue; those of one service are evaluated in order. */
export const ruleFile = (entries: readonly CatalogueEntry[]): { readonly groups: readonly RuleGroup[] } => ({
  groups: entries.flatMap(groupsOf),
});

function groupsOf(entry: CatalogueEntry): RuleGroup[] {
  const { prometheus, environment, service } = entry;
  if (prometheus === undefined) return [];
  const { queries } = prometheus;
  const name = `runback/${environment}/${service}`;
  const baseline = recordBaseline(entry, queries);
  return [
    ...(baseline.length === 0 ? [] : [{ name: `${name}/baseline`, interval: '1m', rules: baseline }]),
    { name, interval: '15s', rules: [...recordWindows(entry, queries), ...alertingRules(entry, queries)] },
  ];
}
