import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { askOverHttp, type HttpAnswer } from './http-request.js';
import { fieldsAt, parseJson } from './json-fields.js';

type Fields = Readonly<Record<string, string>>;

interface Asking {
  readonly signal: AbortSignal;
  readonly freshConnection?: boolean;
}

/** The version endpoint's fields by our names; those that the answer lacks are left out. Throws unless it answers 2xx. */
export async function readVersion(entry: CatalogueEntry, asking: Asking): Promise<Fields> {
  const { url, fields } = entry.versionProbe;
  const answer = await askOverHttp({ url, withinMs: entry.timings.httpTimeout, ...asking });
  if (answer.status < 200 || answer.status > 299) throw new Error(`GET ${url} answered ${answer.status}`);
  return fieldsAt(jsonOf(url, answer), fields);
}

/** The health endpoint's fields that the catalogue expects something of. A 503 with a JSON body is an answer too. */
export async function readHealth(entry: CatalogueEntry, asking: Asking): Promise<Fields> {
  const { url, expect } = entry.healthProbe;
  const answer = await askOverHttp({ url, withinMs: entry.timings.httpTimeout, ...asking });
  const paths = Object.fromEntries(Object.keys(expect).map((name) => [name, name]));
  return fieldsAt(jsonOf(url, answer), paths);
}

function jsonOf(url: string, { status, body }: HttpAnswer): unknown {
  const json = parseJson(body);
  if (json === undefined) throw new Error(`GET ${url} answered ${status} without JSON`);
  return json;
}
