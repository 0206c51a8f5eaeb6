// The parameters of Prometheus' HTTP API: times, durations, selectors; refused in Prometheus' own words.
import type { LabelMatcher } from './matchers.js';
import { parseDurationMs, parseFloatStrictly } from './numbers.js';
import { parsePromql } from './promql/parse.js';
import { badQuery, QueryError } from './promql/query-error.js';
import type { QueryRange } from './steps.js';

const maximumPoints = 11_000;

/** Unix seconds or RFC 3339; in milliseconds. */
export function timeOf(parameters: URLSearchParams, name: string, otherwise?: number): number {
  const text = parameters.get(name) ?? '';
  if (text === '' && otherwise !== undefined) return otherwise;
  const timeMs = parseTimeMs(text);
  if (timeMs === undefined) throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return timeMs;
}

/** Seconds or a duration such as `30s`; in milliseconds. */
export function durationOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const seconds = parseFloatStrictly(text);
  const durationMs = seconds === undefined ? parseDurationMs(text) : Math.trunc(seconds * 1000);
  if (durationMs === undefined || !Number.isFinite(durationMs)) {
    throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid duration`);
  }
  return durationMs;
}

export function rangeOf(parameters: URLSearchParams): QueryRange {
  const fromMs = timeOf(parameters, 'start');
  const toMs = timeOf(parameters, 'end');
  if (toMs < fromMs) throw invalid('end', 'end timestamp must not be before start time');
  const stepMs = durationOf(parameters, 'step');
  if (stepMs === undefined) throw invalid('step', 'cannot parse "" to a valid duration');
  if (stepMs <= 0) {
    throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  }
  if ((toMs - fromMs) / stepMs > maximumPoints) {
    throw badQuery(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  return { fromMs, toMs, stepMs };
}

export function selectorsOf(parameters: URLSearchParams): (readonly LabelMatcher[])[] {
  return parameters.getAll('match[]').map((text) => {
    const expression = blaming('match[]', () => parsePromql(text));
    if (expression.kind === 'selector' && expression.offsetMs === 0) return expression.matchers;
    throw invalid('match[]', `${JSON.stringify(text)} is not a series selector`);
  });
}

/** Says in which parameter a query is wrong. */
export function blaming<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof QueryError && error.type === 'bad_data' ? invalid(name, error.message) : error;
  }
}

export function invalid(name: string, reason: string): Error {
  return badQuery(`invalid parameter "${name}": ${reason}`);
}

function parseTimeMs(text: string): number | undefined {
  const seconds = parseFloatStrictly(text);
  if (seconds !== undefined) return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
