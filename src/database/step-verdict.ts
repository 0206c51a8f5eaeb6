// Runbook › Assess Migration Impact, "Determine if migration is reversible": what taking one step back would do (design §7). Pure.
import type { RehearsedStep } from './rehearsal.js';
import { lossesSeen, plainName } from './rehearsed-losses.js';
import type { PrintedMigration, SchemaPath, SchemaStep } from './schema-step.js';
import { type Effect, effectOf, isOutsideTransaction, renamedIn } from './statement.js';

/** A table, or one column of it. */
export interface Loss {
  readonly table: string;
  readonly column?: string;
  /** Nothing is dropped, but its rows are changed: up to all of them. */
  readonly isChange?: true;
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
  /** What the downgrade drops, or whose rows it changes. */
  readonly loses: readonly Loss[];
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

export const verdictsOn = ({ down }: SchemaPath, rehearsed: readonly RehearsedStep[] = []): StepVerdict[] =>
  down.map((step) =>
    verdictOn(
      step,
      rehearsed.find(({ revision }) => revision === step.revision),
    ),
  );

/** `rehearsed`: what the same step did on a copy of staging, where that is known. */
export function verdictOn(step: SchemaStep, rehearsed?: RehearsedStep): StepVerdict {
  const { downgrade, upgrade, revision, says, file } = step;
  const sql = downgrade?.sql ?? [];
  const loses = [...lossesOf(sql), ...changesOf(sql)];
  const shown = rehearsed === undefined ? [] : untold({ loses, sql }, lossesSeen(rehearsed));
  return {
    revision,
    says,
    file,
    ...(downgrade?.line === undefined ? {} : { line: downgrade.line }),
    ...withRehearsal(kindOf(step), shown, rehearsed !== undefined),
    isTransactional: !sql.some(isOutsideTransaction) && !mayLeaveTransaction(downgrade),
    loses: [...loses, ...shown],
    alreadyLost: lossesOf(upgrade?.sql ?? []),
    reaches: [...new Set([...reachedBy(sql), ...shown.map(({ table }) => table)])],
    sql,
    ...(downgrade?.source === undefined || downgrade.stopped === undefined ? {} : { source: downgrade.source }),
  };
}

/** What comes after it looked into the database was not printed. */
const mayLeaveTransaction = (downgrade: PrintedMigration | undefined): boolean =>
  downgrade?.stopped !== undefined && /autocommit_block|concurrently/i.test(downgrade.source ?? '');

/** What a rehearsal took away and the printed SQL does not tell. What is renamed is not lost. */
export function untold({ loses, sql }: Pick<StepVerdict, 'loses' | 'sql'>, seen: readonly Loss[]): Loss[] {
  const renamed = sql.flatMap((each) => renamedIn(each) ?? []).map(plainName);
  const told = new Set([...loses.map(nameOf), ...loses.filter(isWhole).map(({ table }) => rowsOf(table)), ...renamed]);
  return seen.filter((each) => !told.has(nameOf(each)));
}

const isOfRows = ({ isChange }: Loss): boolean => isChange === true;
const isWhole = ({ column }: Loss): boolean => column === undefined;
const rowsOf = (table: string): string => `rows of ${plainName(table)}`;
const nameOf = ({ table, column, isChange }: Loss): string =>
  isChange === true ? rowsOf(table) : [plainName(table), ...(column === undefined ? [] : [column])].join('.');

type Kind = Pick<StepVerdict, 'kind' | 'because'>;

function withRehearsal(printed: Kind, shown: readonly Loss[], isRehearsed: boolean): Kind {
  if (printed.kind === 'irreversible' || !isRehearsed) return printed;
  if (shown.length === 0)
    return printed.kind === 'unclear'
      ? { ...printed, because: `${printed.because}; rehearsed, no table, column or row was lost` }
      : printed;
  const [changed, dropped] = [shown.filter(isOfRows), shown.filter((each) => !isOfRows(each))];
  const because = `rehearsed, it ${[
    ...(dropped.length === 0 ? [] : [`took away ${dropped.map(lossInWords).join(', ')}`]),
    ...(changed.length === 0 ? [] : [`changed ${changed.map(lossInWords).join(', ')}`]),
  ].join(' and ')}`;
  const kind = dropped.length === 0 ? 'data-changing' : 'destructive';
  return printed.kind === 'destructive'
    ? { ...printed, because: `${printed.because}; ${because}` }
    : { kind, because: printed.kind === 'reversible' ? because : `${printed.because}; ${because}` };
}

function kindOf({ downgrade, upgrade, parents }: SchemaStep): Kind {
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
function doesNothing(upgrade: PrintedMigration | undefined): Kind {
  const effects = (upgrade?.sql ?? []).map(effectOf);
  const isDataOnly = effects.length > 0 && effects.every(({ does }) => does === 'data' || does === 'nothing');
  return isDataOnly
    ? { kind: 'data-changing', because: 'its downgrade() does nothing: the rows that it changed stay changed' }
    : { kind: 'irreversible', because: 'its downgrade() does nothing, and its upgrade() did something' };
}

function bySql(sql: readonly string[]): Kind {
  const losses = lossesOf(sql);
  const changed = [...new Set(sql.flatMap(changedBy))];
  const changes = changed.length === 0 ? [] : [`it changes rows of ${changed.join(', ')}`];
  if (losses.length > 0)
    return {
      kind: 'destructive',
      because: [`it drops ${losses.map(lossInWords).join(', ')}`, ...changes].join(', and '),
    };
  if (changes.length > 0) return { kind: 'data-changing', because: changes.join() };
  const unclear = sql.find((each) => effectOf(each).does === 'unclear');
  if (unclear !== undefined)
    return { kind: 'unclear', because: `what this does shows in a rehearsal only: ${unclear.slice(0, 100)}` };
  return {
    kind: 'reversible',
    because: sql.length === 0 ? 'there is nothing to take back' : 'no row is lost or changed',
  };
}

export const lossInWords = ({ table, column, isChange }: Loss): string => {
  if (isChange === true) return `rows of ${table}`;
  return column === undefined ? `table ${table}` : `column ${table}.${column}`;
};

const lossesOf = (sql: readonly string[]): Loss[] =>
  sql.flatMap((each) => {
    const effect = effectOf(each);
    if (effect.does !== 'loses') return [];
    return [effect.column === undefined ? { table: effect.table } : { table: effect.table, column: effect.column }];
  });

/** Of tables that are there before and after it; what is only added to loses nothing. */
function changesOf(sql: readonly string[]): Loss[] {
  const effects = sql.map(effectOf);
  const comeOrGo = new Set(effects.flatMap(wholeTable));
  const changed = effects.flatMap((each) => (each.does === 'data' && each.onlyAdds !== true ? [each.table] : []));
  return [...new Set(changed)]
    .filter((table) => !comeOrGo.has(table))
    .map((table) => ({ table, isChange: true as const }));
}

function wholeTable(effect: Effect): string[] {
  if (effect.does === 'loses') return effect.column === undefined ? [effect.table] : [];
  return effect.does === 'adds' && effect.isTable === true && effect.table !== undefined ? [effect.table] : [];
}

const changedBy = (statement: string): string[] => {
  const effect = effectOf(statement);
  return effect.does === 'data' ? [effect.table] : [];
};

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
