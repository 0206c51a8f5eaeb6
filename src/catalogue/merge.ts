import { emptyMap, type Located, type LocatedEntry, type LocatedMap } from './located.js';

const isNothing = (located: Located): boolean =>
  located.kind === 'value' && (located.value === null || located.value === undefined);

/** Mappings are merged key by key, anything else is replaced by `over`; places follow the values. */
export function mergeLocated(base: Located, over: Located): Located {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map<string, LocatedEntry>(base.entries);
  for (const [key, { node, keyAt }] of over.entries) {
    const former = base.entries.get(key);
    entries.set(key, {
      node: former === undefined ? node : mergeLocated(former.node, node),
      ...(keyAt === undefined ? {} : { keyAt }),
    });
  }
  const at = over.at ?? base.at;
  return { kind: 'map', entries, ...(at === undefined ? {} : { at }) };
}

/** An empty layer (`prod:` with nothing below it) says nothing of its own. */
export const asLayer = (located: Located | undefined): Located =>
  located === undefined || isNothing(located) ? emptyMap : located;

/** In a mapping, nothing as a value takes away what was inherited. */
export function withoutNothing(located: Located): Located {
  if (located.kind !== 'map') return located;
  const kept = [...located.entries]
    .filter(([, { node }]) => !isNothing(node))
    .map(([key, entry]): [string, LocatedEntry] => [key, { ...entry, node: withoutNothing(entry.node) }]);
  return { ...located, entries: new Map(kept) };
}

export const child = (located: Located | undefined, key: string): LocatedEntry | undefined =>
  located?.kind === 'map' ? located.entries.get(key) : undefined;

export const keysOf = (located: Located | undefined): string[] =>
  located?.kind === 'map' ? [...located.entries.keys()] : [];

export const without = (located: LocatedMap, ...keys: readonly string[]): LocatedMap => ({
  ...located,
  entries: new Map([...located.entries].filter(([key]) => !keys.includes(key))),
});

/** The same tree with every text passed through `change`. */
export function mapTexts(located: Located, change: (text: string) => string): Located {
  if (located.kind === 'list') return { ...located, items: located.items.map((each) => mapTexts(each, change)) };
  if (located.kind === 'value') {
    return typeof located.value === 'string' ? { ...located, value: change(located.value) } : located;
  }
  const entries = [...located.entries].map(([key, entry]): [string, LocatedEntry] => [
    key,
    { ...entry, node: mapTexts(entry.node, change) },
  ]);
  return { ...located, entries: new Map(entries) };
}
