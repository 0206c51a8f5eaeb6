// Runbook › Assess Migration Impact, "Determine if migration is reversible": what taking one step back would do (design §7). Pure.
import type { PrintedMigration, SchemaStep } from './schema-step.js';
import { effectOf, isOutsideTransaction } from './statement.js';

/** A table, or one column of it. */
export interface Loss {
  readonly table: string;
  readonly column?: string;
}

export interface StepVerdict {
  readonly revision: string;
  readonly says: string;
  readonly file: string;
  readonly line?: number;
  /** `unclear`: only a rehearsal can tell. The worst that is true of it. */
  readonly kind: 'reversible' | 'destructive' | 'data-changing' | 'unclear' | 'irreversible';
  readonly because: string;
  readonly isTransactional: boolean;
  /** What the downgrade drops. */
  readonly loses: readonly Loss[];
  /** Tables whose rows the downgrade changes. */
  readonly changesRowsOf: readonly string[];
  /** What the upgrade has already dropped: it comes back empty. */
  readonly alreadyLost: readonly Loss[];
  /** Every table that its statements lock. */
  readonly reaches: readonly string[];
  readonly sql: readonly string[];
  /** Its downgrade() as it stands in the file, where its SQL is not the whole of it. */
  readonly source?: string;
  /** To that line of the file, for a browser. */
  readonly link?: string;
}

export function verdictOn(step: SchemaStep): StepVerdict {
  const { downgrade, upgrade, revision, says, file } = step;
  const sql = downgrade?.sql ?? [];
  return {
    revision,
    says,
    file,
    ...(downgrade?.line === undefined ? {} : { line: downgrade.line }),
    ...kindOf(step),
    isTransactional: !sql.some(isOutsideTransaction),
    loses: lossesOf(sql),
    changesRowsOf: changedIn(sql),
    alreadyLost: lossesOf(upgrade?.sql ?? []),
    reaches: reachedBy(sql),
    sql,
    ...(downgrade?.source === undefined || downgrade.stopped === undefined ? {} : { source: downgrade.source }),
  };
}

function kindOf({ downgrade, upgrade, parents }: SchemaStep): Pick<StepVerdict, 'kind' | 'because'> {
  if (downgrade === undefined) return { kind: 'irreversible', because: 'it has no downgrade()' };
  const { stopped } = downgrade;
  if (stopped?.why === 'raises') return { kind: 'irreversible', because: `its downgrade() refuses: ${stopped.says}` };
  if (stopped?.why === 'no-such-operation')
    return { kind: 'irreversible', because: `its downgrade() cannot run: ${stopped.says}` };
  if (downgrade.isEmpty === true && parents.length < 2 && upgrade?.isEmpty !== true) return doesNothing(upgrade);
  if (stopped !== undefined)
    return { kind: 'unclear', because: `it looks into the database before it acts: ${stopped.says}` };
  return bySql(downgrade.sql);
}

/** A merge may well do nothing; any other step that did something has to be taken back. */
function doesNothing(upgrade: PrintedMigration | undefined): Pick<StepVerdict, 'kind' | 'because'> {
  const effects = (upgrade?.sql ?? []).map(effectOf);
  const isDataOnly = effects.length > 0 && effects.every(({ does }) => does === 'data' || does === 'nothing');
  return isDataOnly
    ? { kind: 'data-changing', because: 'its downgrade() does nothing: the rows that it changed stay changed' }
    : { kind: 'irreversible', because: 'its downgrade() does nothing, and its upgrade() did something' };
}

function bySql(sql: readonly string[]): Pick<StepVerdict, 'kind' | 'because'> {
  const losses = lossesOf(sql);
  if (losses.length > 0) return { kind: 'destructive', because: `it drops ${losses.map(lossInWords).join(', ')}` };
  const changed = changedIn(sql);
  if (changed.length > 0) return { kind: 'data-changing', because: `it changes rows of ${changed.join(', ')}` };
  const unclear = sql.find((each) => effectOf(each).does === 'unclear');
  if (unclear !== undefined)
    return { kind: 'unclear', because: `what this does shows in a rehearsal only: ${unclear.slice(0, 100)}` };
  return {
    kind: 'reversible',
    because: sql.length === 0 ? 'there is nothing to take back' : 'no row is lost or changed',
  };
}

export const lossInWords = ({ table, column }: Loss): string =>
  column === undefined ? `table ${table}` : `column ${table}.${column}`;

const lossesOf = (sql: readonly string[]): Loss[] =>
  sql.flatMap((each) => {
    const effect = effectOf(each);
    if (effect.does !== 'loses') return [];
    return [effect.column === undefined ? { table: effect.table } : { table: effect.table, column: effect.column }];
  });

const changedIn = (sql: readonly string[]): string[] => [
  ...new Set(
    sql.flatMap((each) => {
      const effect = effectOf(each);
      return effect.does === 'data' ? [effect.table] : [];
    }),
  ),
];

const reachedBy = (sql: readonly string[]): string[] => [
  ...new Set(
    sql.flatMap((each) => {
      const effect = effectOf(each);
      return 'table' in effect && effect.table !== undefined ? [effect.table] : [];
    }),
  ),
];

/** Whether a release from before the step still finds everything it knew: nothing but additions. */
export const isAdditive = ({ upgrade }: SchemaStep): boolean =>
  upgrade !== undefined &&
  upgrade.stopped === undefined &&
  upgrade.sql.every((each) => ['adds', 'nothing'].includes(effectOf(each).does));
