// What one SQL statement of a migration does, as far as its words tell. Alembic writes them in few forms; all others are `unclear`.

export type Effect =
  | { readonly does: 'nothing' | 'changes'; readonly table?: string }
  | { readonly does: 'adds'; readonly table?: string; readonly isTable?: true }
  | { readonly does: 'loses'; readonly table: string; readonly column?: string }
  | { readonly does: 'data'; readonly table: string; readonly onlyAdds?: true }
  | { readonly does: 'unclear' };

const name = String.raw`((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)`;
const begins = (words: string): RegExp => new RegExp(`^${words.replaceAll(' ', String.raw`\s+`)}`, 'i');
const ifExists = '(?:IF EXISTS )?';
const only = '(?:ONLY )?';

/** The first form that fits. */
const forms: readonly { readonly form: RegExp; readonly effect: (found: readonly string[]) => Effect }[] = [
  { form: /^(BEGIN|COMMIT|COMMENT ON|SET)\b/i, effect: () => ({ does: 'nothing' }) },
  { form: begins(`DROP TABLE ${ifExists}${name}`), effect: ([table = '']) => ({ does: 'loses', table }) },
  {
    form: begins(`ALTER TABLE ${only}${name} DROP COLUMN ${ifExists}${name}`),
    effect: ([table = '', column = '']) => ({ does: 'loses', table, column }),
  },
  {
    form: begins(`INSERT INTO ${name}(?![^]* ON CONFLICT)`),
    effect: ([table = '']) => ({ does: 'data', table, onlyAdds: true }),
  },
  {
    form: begins(`(?:UPDATE ${only}|DELETE FROM ${only}|TRUNCATE (?:TABLE )?|INSERT INTO )${name}`),
    effect: ([table = '']) => ({ does: 'data', table }),
  },
  {
    form: begins(`ALTER TABLE ${only}${name} ALTER COLUMN ${name} (?:SET DATA )?TYPE`),
    effect: ([table = '']) => ({ does: 'data', table }),
  },
  {
    form: begins(`CREATE TABLE (?:IF NOT EXISTS )?${name}`),
    effect: ([table = '']) => ({ does: 'adds', table, isTable: true }),
  },
  {
    form: begins(`ALTER TABLE ${only}${name} ADD COLUMN (?!.* NOT NULL(?!.* DEFAULT| GENERATED))(?!.* UNIQUE)`),
    effect: ([table = '']) => ({ does: 'adds', table }),
  },
  {
    form: begins(`CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?${name} ON ${name}`),
    effect: ([, table = '']) => ({ does: 'adds', table }),
  },
  { form: /^CREATE TYPE\b/i, effect: () => ({ does: 'adds' }) },
  { form: begins(`ALTER TABLE ${only}${name}`), effect: ([table = '']) => ({ does: 'changes', table }) },
  {
    form: /^(CREATE|ALTER|DROP) (UNIQUE INDEX|INDEX|TYPE|SEQUENCE|VIEW|TRIGGER|EXTENSION)\b/i,
    effect: () => ({ does: 'changes' }),
  },
];

/** Names come as they would be written in SQL without need of quotes. */
export function effectOf(statement: string): Effect {
  const text = statement.trim();
  for (const { form, effect } of forms) {
    const found = form.exec(text);
    if (found !== null) return effect(found.slice(1).map(plain));
  }
  return { does: 'unclear' };
}

const renames = begins(`ALTER TABLE ${ifExists}${only}${name} RENAME (?:COLUMN )?(?:${name} )?TO`);

/** `table`, or `table.column`, that goes on under another name. */
export function renamedIn(statement: string): string | undefined {
  const found = renames.exec(statement.trim());
  return found === null
    ? undefined
    : found
        .slice(1)
        .flatMap((each) => plain(each) || [])
        .join('.');
}

const plain = (written: string | undefined): string => (written ?? '').replaceAll('"', '');

/** Such a statement runs outside of a transaction, and is not undone with it. */
export const isOutsideTransaction = (statement: string): boolean =>
  /^COMMIT\b/i.test(statement) || /\bCONCURRENTLY\b/i.test(statement) || /^(VACUUM|ALTER SYSTEM)\b/i.test(statement);
