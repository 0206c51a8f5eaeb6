// The Prometheus text format, version 0.0.4: what a target's /metrics says.
import { type Labels, metricName } from './labels.js';
import { parseFloatStrictly } from './numbers.js';

export interface ExposedSample {
  /** With the metric's name as `__name__`. */
  readonly labels: Labels;
  readonly value: number;
  /** Milliseconds since the epoch; only when the target says so. */
  readonly timestampMs?: number;
}

const name = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelPair = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*/y;
const valueAndTime = /[ \t]*([^ \t]+)(?:[ \t]+(-?\d+))?[ \t]*$/y;

/** @throws Error that names the line which cannot be read */
export function parseExposition(text: string): ExposedSample[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') ? [] : [parseLine(trimmed, index + 1)];
  });
}

function parseLine(line: string, lineNumber: number): ExposedSample {
  const refuse = (expected: string): never => {
    throw new Error(
      `Line ${lineNumber} of the exposition, ${JSON.stringify(line)}, cannot be read: expected ${expected}.`,
    );
  };
  const metric = at(name, line, 0) ?? refuse('a metric name');
  const { labels, end } = readLabels(line, metric[0].length) ?? refuse('labels such as {code="500"}');
  const rest = at(valueAndTime, line, end) ?? refuse('a value and at most a timestamp in milliseconds');
  const value = parseFloatStrictly(rest[1] ?? '') ?? refuse('a number');
  return {
    labels: { [metricName]: metric[0], ...labels },
    value,
    ...(rest[2] === undefined ? {} : { timestampMs: Number(rest[2]) }),
  };
}

function readLabels(line: string, start: number): { labels: Labels; end: number } | undefined {
  if (line[start] !== '{') return { labels: {}, end: start };
  const labels: Record<string, string> = {};
  let end = start + 1;
  for (let pair = at(labelPair, line, end); pair; pair = at(labelPair, line, end)) {
    labels[pair[1] ?? ''] = unescape(pair[2] ?? '');
    end += pair[0].length;
    if (line[end] !== ',') break;
    end += 1;
  }
  end += /^[ \t]*/.exec(line.slice(end))?.[0].length ?? 0;
  return line[end] === '}' ? { labels, end: end + 1 } : undefined;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (whole, character: string) =>
    character === 'n' ? '\n' : character === '"' || character === '\\' ? character : whole,
  );
}

function at(pattern: RegExp, line: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(line);
}
