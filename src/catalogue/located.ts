// YAML as a tree in which every value still knows where it was written, so that an error can point at it.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Place, Problem } from './problems.js';

export interface LocatedValue {
  readonly kind: 'value';
  readonly value: unknown;
  readonly at?: Place;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly at?: Place;
}

export interface LocatedEntry {
  readonly node: Located;
  readonly keyAt?: Place;
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly at?: Place;
}

/** A value without a place was not read from a file: it is a default of Runback's own. */
export type Located = LocatedValue | LocatedList | LocatedMap;

export interface LocatedDocument {
  readonly root: Located;
  readonly problems: readonly Problem[];
}

export const emptyMap: LocatedMap = { kind: 'map', entries: new Map() };

export const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** `name` is what errors call the file. A malformed text gives problems and what could be read of it. */
export function readLocated(text: string, name: string): LocatedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: false });
  const problems: Problem[] = [];
  const placeOf = (offset: number, path: string): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(1, line), column: Math.max(1, col), path };
  };
  for (const error of [...document.errors, ...document.warnings]) {
    problems.push({ at: placeOf(error.pos[0], ''), says: `is not YAML as expected: ${error.message}` });
  }
  const report = (at: Place, says: string): Located => {
    problems.push({ at, says });
    return { kind: 'value', value: null, at };
  };
  const root = locate(document.contents, '', { placeOf, report });
  return { root, problems };
}

interface Reading {
  readonly placeOf: (offset: number, path: string) => Place;
  readonly report: (at: Place, says: string) => Located;
}

function locate(node: Node | null, path: string, reading: Reading): Located {
  const at = reading.placeOf(node?.range?.[0] ?? 0, path);
  if (isScalar(node)) return { kind: 'value', value: node.value, at };
  if (isAlias(node)) return reading.report(at, 'YAML aliases are not read here; use `extends` or `defaults` instead');
  if (isSeq<Node>(node)) {
    return { kind: 'list', items: node.items.map((each, index) => locate(each, `${path}[${index}]`, reading)), at };
  }
  return isMap<Node, Node | null>(node) ? locateMap(node.items, at, reading) : { kind: 'value', value: null, at };
}

function locateMap(pairs: readonly Pair<Node, Node | null>[], at: Place, reading: Reading): LocatedMap {
  const entries = new Map<string, LocatedEntry>();
  for (const { key, value } of pairs) {
    const offset = key.range?.[0] ?? 0;
    if (!isScalar(key)) {
      reading.report(reading.placeOf(offset, at.path), 'expected a key of plain text');
      continue;
    }
    const name = String(key.value);
    const path = below(at.path, name);
    entries.set(name, { node: locate(value, path, reading), keyAt: reading.placeOf(offset, path) });
  }
  return { kind: 'map', entries, at };
}

/** A plain object as a tree without places. */
export function locatedFrom(plain: unknown): Located {
  if (Array.isArray(plain)) return { kind: 'list', items: plain.map(locatedFrom) };
  if (typeof plain !== 'object' || plain === null) return { kind: 'value', value: plain };
  return {
    kind: 'map',
    entries: new Map(Object.entries(plain).map(([key, value]) => [key, { node: locatedFrom(value) }])),
  };
}

/** What the tree says, without its places. */
export function plainOf(located: Located): unknown {
  if (located.kind === 'value') return located.value;
  if (located.kind === 'list') return located.items.map(plainOf);
  return Object.fromEntries([...located.entries].map(([key, { node }]) => [key, plainOf(node)]));
}
