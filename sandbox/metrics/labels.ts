export type Labels = Readonly<Record<string, string>>;

export const metricName = '__name__';

/** A label that is not there reads as empty, as in Prometheus. */
export function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  return selectLabels(labels, (name) => names.includes(name));
}

export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  return selectLabels(labels, (name) => !names.includes(name));
}

export function dropMetricName(labels: Labels): Labels {
  return dropLabels(labels, [metricName]);
}

/** An empty value is the same as no label. */
export function withoutEmptyLabels(labels: Labels): Labels {
  return selectLabels(labels, (_, value) => value !== '');
}

/** Equal for equal labels, whatever their order. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels));
}

/** By name; plain code point order, as in Prometheus. */
export function sortedLabels(labels: Labels): [name: string, value: string][] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** As Prometheus prints a series: `http_requests_total{code="500"}`. */
export function describeLabels(labels: Labels): string {
  const pairs = sortedLabels(dropMetricName(labels)).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${labelValue(labels, metricName)}{${pairs.join(', ')}}`;
}

function selectLabels(labels: Labels, wanted: (name: string, value: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => wanted(name, value)));
}
