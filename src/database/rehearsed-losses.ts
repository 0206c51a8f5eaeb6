// What a rehearsed step took away, as the copy's catalogue and its row counters showed: its SQL may look before it acts, or cascade. Pure.
import type { RehearsedStep } from './rehearsal.js';
import type { Loss } from './step-verdict.js';

type Seen = Pick<RehearsedStep, 'delta' | 'changedRowsOf'>;

/** Tables and columns that are gone, then those whose rows were changed. A view has no rows of its own. */
export function lossesSeen({ delta: { removed, added }, changedRowsOf = [] }: Seen): Loss[] {
  const views = new Set([...removed, ...added].flatMap((line) => /^view (\S+) /.exec(line)?.[1] ?? []));
  const tables = removed.flatMap((line) => /^table (\S+) [rp]$/.exec(line)?.[1] ?? []);
  const gone = new Set([...views, ...tables]);
  const came = new Set(added.flatMap((line) => /^table (\S+) /.exec(line)?.[1] ?? []));
  const columns = columnsIn(removed).filter(({ table }) => !gone.has(table));
  const stay = new Map(columnsIn(added).map(({ table, column, type }) => [`${table}.${column}`, type]));
  const dropped = columns.filter(({ table, column }) => !stay.has(`${table}.${column}`));
  const rewritten = columns.filter(({ table, column, type }) => (stay.get(`${table}.${column}`) ?? type) !== type);
  const changed = [...changedRowsOf, ...rewritten.map(({ table }) => table)].filter(
    (table) => !gone.has(table) && !came.has(table),
  );
  return [
    ...tables.map((table) => ({ table: plainName(table) })),
    ...dropped.map(({ table, column }) => ({ table: plainName(table), column })),
    ...[...new Set(changed)].map((table) => ({ table: plainName(table), isChange: true as const })),
  ];
}

/** As SQL names it: without quotes, and without the schema that is searched anyway. */
export const plainName = (table: string): string => table.replaceAll('"', '').replace(/^public\./, '');

/** `column public.emails.importance integer not null default 0` */
const columnsIn = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, table = '', column = '', rest = ''] = /^column ([^.]+\.[^.]+)\.(\S+) (.+)$/.exec(line) ?? [];
    return table === ''
      ? []
      : [{ table, column, type: rest.replace(/ (not null|identity|generated|default)\b.*$/, '') }];
  });
