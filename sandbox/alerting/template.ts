import { type Labels, labelValue } from '../metrics/labels.js';
import { formatValue } from '../metrics/numbers.js';

const action = /\{\{\s*(.*?)\s*\}\}/g;
const labelAction = /^\$labels\.([a-zA-Z_][a-zA-Z0-9_]*)$/;

/**
 * Prometheus' alert templates: `$value`, `$value | humanizePercentage` (of a ratio) and `$labels.name`.
 * @throws Error for any other action
 */
function expandTemplate(template: string, labels: Labels, value: number): string {
  return template.replace(action, (whole, expression: string) => {
    const label = labelAction.exec(expression)?.[1];
    if (label !== undefined) return labelValue(labels, label);
    if (expression === '$value') return formatValue(value);
    if (/^\$value\s*\|\s*humanizePercentage$/.test(expression)) return percentage(value);
    throw new Error(
      `The alert template ${whole} is not supported here; use {{ $value }}, {{ $value | humanizePercentage }} or {{ $labels.name }}.`,
    );
  });
}

export function expandAll(templates: Labels, labels: Labels, value: number): Labels {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [name, expandTemplate(template, labels, value)]),
  );
}

/** Four significant digits. */
function percentage(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}
