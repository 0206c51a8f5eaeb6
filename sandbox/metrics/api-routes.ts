// What each path of the query API answers, as Prometheus' HTTP API v1 does.
import { blaming, durationOf, invalid, rangeOf, selectorsOf, timeOf } from './api-parameters.js';
import { instantResult, matrixResult } from './api-results.js';
import { type Labels, labelsKey, labelValue } from './labels.js';
import { badQuery } from './promql/query-error.js';
import type { QueryEngine } from './query-engine.js';
import type { MetricsStore } from './store.js';

export interface Asked {
  readonly parameters: URLSearchParams;
  readonly engine: QueryEngine;
  readonly store: MetricsStore;
  readonly nowMs: number;
}

/** The `data` of a successful answer. @throws QueryError */
export type Route = (asked: Asked) => unknown;

const routes: Readonly<Record<string, Route>> = {
  '/api/v1/query': ({ parameters, engine, nowMs }) => {
    const atMs = timeOf(parameters, 'time', nowMs);
    const lookbackMs = lookbackOf(parameters);
    return instantResult(
      blaming('query', () => engine.instant(queryOf(parameters), atMs, lookbackMs)),
      atMs,
    );
  },
  '/api/v1/query_range': ({ parameters, engine }) => {
    const range = rangeOf(parameters);
    const lookbackMs = lookbackOf(parameters);
    return matrixResult(blaming('query', () => engine.range(queryOf(parameters), range, lookbackMs)));
  },
  '/api/v1/series': (asked) => {
    if (!asked.parameters.has('match[]')) throw badQuery('no match[] parameter provided');
    return selectedLabels(asked);
  },
  '/api/v1/labels': (asked) => sortedOnce(selectedLabels(asked).flatMap((labels) => Object.keys(labels))),
};

const labelValuesPath = /^\/api\/v1\/label\/([a-zA-Z_][a-zA-Z0-9_]*)\/values$/;

export function routeOf(path: string): Route | undefined {
  const label = labelValuesPath.exec(path)?.[1];
  if (label !== undefined) return (asked) => valuesOf(label, selectedLabels(asked));
  return Object.hasOwn(routes, path) ? routes[path] : undefined;
}

/** The series with samples between `start` and `end` that match any selector; without selectors all. */
function selectedLabels({ parameters, store }: Asked): Labels[] {
  const fromMs = timeOf(parameters, 'start', -Infinity);
  const toMs = timeOf(parameters, 'end', Infinity);
  const selectors = parameters.has('match[]') ? selectorsOf(parameters) : [[]];
  // select() leaves its first moment out, the API has it in.
  const found = selectors.flatMap((matchers) => store.select(matchers, fromMs - 1, toMs));
  const byKey = new Map(found.map(({ labels }) => [labelsKey(labels), labels]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, labels]) => labels);
}

function valuesOf(label: string, series: readonly Labels[]): string[] {
  return sortedOnce(series.map((labels) => labelValue(labels, label)).filter((value) => value !== ''));
}

function sortedOnce(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function queryOf(parameters: URLSearchParams): string {
  return parameters.get('query') ?? '';
}

function lookbackOf(parameters: URLSearchParams): number | undefined {
  const lookbackMs = durationOf(parameters, 'lookback_delta');
  if (lookbackMs !== undefined && lookbackMs <= 0) throw invalid('lookback_delta', 'it must be greater than 0');
  return lookbackMs;
}
