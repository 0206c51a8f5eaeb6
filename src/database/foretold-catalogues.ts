// How the catalogue of a database will look on a rehearsed path: it may bear what staging does not. Pure.
import type { RehearsedStep } from './rehearsal.js';
import type { SchemaDelta } from './schema-delta.js';

/** In the order of the path: before the first step, then after each. */
export const cataloguesOnPath = (before: readonly string[], steps: readonly RehearsedStep[]): (readonly string[])[] => {
  const all: (readonly string[])[] = [before];
  for (const { delta } of steps) all.push(applied(all.at(-1) ?? before, delta));
  return all;
};

function applied(before: readonly string[], { removed, added }: SchemaDelta): readonly string[] {
  const gone = new Set(removed);
  const goesWith = takenAlong(removed, added);
  return [...new Set([...before.filter((line) => !gone.has(line) && !goesWith(line)), ...added])].sort(byBytes);
}

/** As `collate "C"` sorts UTF-8. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** PostgreSQL drops with a table all that is on it, and with a column the indexes and constraints in which it stands. */
function takenAlong(removed: readonly string[], added: readonly string[]): (line: string) => boolean {
  const tables = new Set(without(tablesIn(removed), tablesIn(added)));
  const columns = without(columnsIn(removed), columnsIn(added)).map((name) => {
    const at = name.lastIndexOf('.');
    return { table: name.slice(0, at), column: name.slice(at + 1) };
  });
  return (line) => {
    const { table, names } = onTable(line) ?? {};
    if (table === undefined) return false;
    return tables.has(table) || columns.some((each) => each.table === table && names?.has(each.column) === true);
  };
}

const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((each) => !others.includes(each));

const tablesIn = (lines: readonly string[]): string[] => lines.flatMap((line) => /^table (\S+) /.exec(line)?.[1] ?? []);
const columnsIn = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^column ([^.\s]+\.[^.\s]+\.\S+) /.exec(line)?.[1] ?? []);

const forms = [
  /^column ([^.\s]+\.[^.\s]+)\.(\S+) /,
  /^constraint (\S+) \S+ (.+?)(?: REFERENCES .*)?$/,
  /^index CREATE (?:UNIQUE )?INDEX .+? ON (?:ONLY )?(\S+) USING (.+)$/,
  /^(?:trigger|table) (\S+) /,
];

/** Which table a line of the catalogue is about, and the names that stand in it. */
function onTable(line: string): { readonly table: string; readonly names: ReadonlySet<string> } | undefined {
  const found = forms.map((form) => form.exec(line)).find((each) => each !== null);
  if (found === undefined) return undefined;
  const [, table = '', rest = ''] = found;
  return { table: table.replaceAll('"', ''), names: new Set(rest.match(/[\w$]+/g)) };
}
