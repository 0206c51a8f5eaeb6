// Holds a located tree against a schema and says each difference where it was written.
import { z } from 'zod';
import { shown } from '../parsed.js';
import { below, type Located, plainOf } from './located.js';
import { nearest } from './nearest.js';
import type { Place, Problem } from './problems.js';

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `fallback` is where something is said to be missing when nothing near it was written in a file. */
export function validate<S extends z.ZodType>(schema: S, located: Located, fallback: Place): Validated<z.output<S>> {
  const result = schema.safeParse(plainOf(located));
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, schema, located, fallback));
  return { ok: false, problems };
}

interface Found {
  readonly node: Located | undefined;
  readonly at: Place;
}

/** The value at `path`; when there is none, the place of the nearest mapping around it with the path of what is missing. */
function find(path: readonly PropertyKey[], root: Located, fallback: Place): Found {
  let node: Located | undefined = root;
  let at = root.at ?? fallback;
  for (const [depth, key] of path.entries()) {
    const entry: { readonly node?: Located; readonly keyAt?: Place } = stepInto(node, key);
    if (entry.node === undefined) {
      const missing = path.slice(depth).map(String).reduce(below, at.path);
      return { node: undefined, at: { ...at, path: missing } };
    }
    node = entry.node;
    const written = node.kind === 'value' ? (node.at ?? entry.keyAt) : (entry.keyAt ?? node.at);
    at = written ?? { ...at, path: below(at.path, String(key)) };
  }
  return { node, at };
}

function stepInto(node: Located | undefined, key: PropertyKey): { readonly node?: Located; readonly keyAt?: Place } {
  if (node?.kind === 'map') return node.entries.get(String(key)) ?? {};
  const item = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  return item === undefined ? {} : { node: item };
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, root: Located, fallback: Place): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const { at } = find([...issue.path, key], root, fallback);
      return { at: keyPlace(issue.path, key, root, fallback) ?? at, says: unknownKey(key, known) };
    });
  }
  const { node, at } = find(issue.path, root, fallback);
  return [{ at, says: `expected ${expectationOf(issue, schema)}, got ${gotInstead(node, issue)}` }];
}

export function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `unknown key; ${near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`}`;
}

function keyPlace(path: readonly PropertyKey[], key: string, root: Located, fallback: Place): Place | undefined {
  return stepInto(find(path, root, fallback).node, key).keyAt;
}

function expectationOf(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'another key';
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.expected === 'array') return 'a list';
  const known = knownKeys(schema, issue.path);
  return known.length === 0 ? 'a mapping' : `a mapping with ${known.join(', ')}`;
}

function gotInstead(node: Located | undefined, issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return shown(issue.path.at(-1)?.toString());
  if (node === undefined) return 'nothing';
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  const isSecret = issue.code === 'custom' && issue.params?.secret === true;
  return isSecret ? 'a literal value, which is not shown here' : shown(node.value);
}

const unwrapped = (schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = unwrapped(schema);
  for (const key of path) {
    if (at instanceof z.ZodObject) at = unwrapped((at.shape as Record<string, z.core.$ZodType>)[String(key)]);
    else if (at instanceof z.ZodRecord) at = unwrapped(at.valueType);
    else if (at instanceof z.ZodArray) at = unwrapped(at.element);
    else return [];
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The same schema with nothing required: for a layer that others complete. */
export function partly(schema: z.core.$ZodType): z.ZodType {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return inner as z.ZodType;
  const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
  const parts = Object.entries(shape).map(([key, each]) => [key, partly(each).optional()] as const);
  return z.strictObject(Object.fromEntries(parts));
}
