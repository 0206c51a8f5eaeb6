import type { CatalogueEntry } from './entry.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rewritten = (text: string, endpoints: Readonly<Record<string, string>>): string => {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return text;
  const { origin } = new URL(text);
  const stands = Object.hasOwn(endpoints, origin) ? endpoints[origin] : undefined;
  return stands === undefined ? text : stands + text.slice(text.indexOf('://') + 3).replace(/^[^/?#]*/, '');
};

const rewriteIn = (value: unknown, endpoints: Readonly<Record<string, string>>): unknown => {
  if (typeof value === 'string') return rewritten(value, endpoints);
  if (Array.isArray(value)) return value.map((each) => rewriteIn(each, endpoints));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rewriteIn(each, endpoints)]));
};

/** Lets every URL of an entry whose origin is a key lead to the origin given for it; `aws` becomes the AWS endpoint. */
export function applyEndpoints(entry: CatalogueEntry, endpoints: Readonly<Record<string, string>>): CatalogueEntry {
  const moved = rewriteIn(entry, endpoints) as CatalogueEntry;
  return endpoints.aws === undefined ? moved : { ...moved, aws: { ...moved.aws, endpoint: endpoints.aws } };
}
