// Prometheus' HTTP API: one number at one time, or one number per step. No sample is null, never zero.
import { askOverHttp } from './http-request.js';
import { parseJson } from './json-fields.js';

export interface Prometheus {
  /** The value at a time (milliseconds since the epoch); null where there is no sample. */
  readonly valueAt: (query: string, at: number) => Promise<number | null>;
  /** A value per step from `from` to `to` inclusive, oldest first. */
  readonly valuesBetween: (query: string, range: Range) => Promise<Sample[]>;
}

/** Milliseconds since the epoch, and between. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface Sample {
  readonly at: number;
  readonly value: number | null;
}

/** Throws a sentence when Prometheus does not answer, refuses the query, or answers with more than one series. */
export const prometheusAt = (url: string, withinMs: number, signal: AbortSignal): Prometheus => {
  const ask = async (path: string, form: Record<string, string>): Promise<Answer> => {
    const question = {
      url: `${url.replace(/\/$/, '')}/api/v1/${path}`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      onlyReads: true,
      withinMs,
      signal,
    };
    const answer = await askOverHttp(question).catch((error: unknown) => {
      throw new Error(`Prometheus at ${url}: ${error instanceof Error ? error.message : String(error)}`);
    });
    return answerIn(answer.body, answer.status, url);
  };
  return {
    valueAt: async (query, at) => instantValue(await ask('query', { query, time: seconds(at) }), query),
    valuesBetween: async (query, { from, to, step }) => {
      const form = { query, start: seconds(from), end: seconds(to), step: seconds(step) };
      return rangeValues(await ask('query_range', form), { from, to, step }, query);
    },
  };
};

interface Answer {
  readonly resultType: string;
  readonly result: unknown;
}

function answerIn(body: string, status: number, url: string): Answer {
  const json = parseJson(body);
  if (isRecord(json) && json.status === 'error') {
    throw new Error(`Prometheus at ${url} refused: ${asText(json.errorType)}: ${asText(json.error)} (${status})`);
  }
  if (!isRecord(json) || !isRecord(json.data)) {
    throw new Error(`What should be Prometheus at ${url} answered ${status} without its JSON`);
  }
  return { resultType: asText(json.data.resultType), result: json.data.result };
}

export function instantValue({ resultType, result }: Answer, query: string): number | null {
  if (resultType === 'scalar') return sampleIn(result)?.value ?? null;
  const series = onlySeries(result, query);
  return series === undefined ? null : (sampleIn(series.value)?.value ?? null);
}

export function rangeValues({ result }: Answer, { from, to, step }: Range, query: string): Sample[] {
  const series = onlySeries(result, query);
  const given = Array.isArray(series?.values) ? series.values.map(sampleIn).filter((each) => each !== undefined) : [];
  // Prometheus rounds to milliseconds and leaves steps without a sample out.
  const byStep = new Map(given.map(({ at, value }) => [Math.round((at - from) / step), value]));
  return Array.from({ length: Math.floor((to - from) / step + 1e-6) + 1 }, (_, index) => ({
    at: from + index * step,
    value: byStep.get(index) ?? null,
  }));
}

function onlySeries(result: unknown, query: string): Record<string, unknown> | undefined {
  if (!Array.isArray(result)) throw new Error(`The query gives no series: ${query}`);
  if (result.length > 1) throw new Error(`The query gives ${result.length} series, expected one: ${query}`);
  return isRecord(result[0]) ? result[0] : undefined;
}

function sampleIn(pair: unknown): Sample | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [at, text] = pair as [unknown, unknown];
  const value = typeof text === 'string' ? Number(text) : Number.NaN;
  return typeof at === 'number' ? { at: at * 1000, value: Number.isFinite(value) ? value : null } : undefined;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
