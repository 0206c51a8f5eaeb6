// A REST API that takes and gives JSON, for the channels that have no well-kept client.

import type { Channel } from '../../src/notice.js';
import { askOverHttp } from '../http-request.js';
import { fieldAt, parseJson } from '../json-fields.js';
import { refused, type ToDeliver, unavailable } from './notifier.js';

export interface RestApi {
  readonly channel: Channel;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What to look at when it refuses. */
  readonly remedy: string;
  /** Path of the sentence in its refusals. */
  readonly saysAt: string;
}

/** The JSON it answers. 429 and 5xx pass, any other refusal is final; throws what the catalogue of failures knows. */
export async function askRest(
  api: RestApi,
  { notice, entry, signal }: ToDeliver,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: object,
): Promise<unknown> {
  const saying = (cameBack: string) => ({ channel: api.channel, notice, cameBack });
  const answer = await askOverHttp({
    url: `${api.url}${path}`,
    method,
    headers: { ...api.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    withinMs: entry.timings.httpTimeout,
    signal,
  }).catch((error: unknown) => {
    throw unavailable(saying(error instanceof Error ? error.message : String(error)));
  });
  const json = parseJson(answer.body);
  if (answer.status >= 200 && answer.status < 300) return json;
  const cameBack = `${answer.status} ${(fieldAt(json, api.saysAt) ?? 'without a message').slice(0, 300)}`;
  if (answer.status === 420 || answer.status === 429 || answer.status >= 500) throw unavailable(saying(cameBack));
  throw refused(saying(cameBack), api.remedy);
}

export const list = (json: unknown, name?: string): readonly Record<string, unknown>[] => {
  const found = name === undefined ? json : (json as Record<string, unknown> | undefined)?.[name];
  return Array.isArray(found) ? (found as Record<string, unknown>[]) : [];
};
