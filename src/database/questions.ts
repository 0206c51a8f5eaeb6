// What a database is asked: questions without parameters, so that a task beside it asks the same as Runback itself. Pure.
import { catalogueQuery } from './catalogue-query.js';
import type { Loss } from './step-verdict.js';

/** Of its state. `revisions` only where there is a table alembic_version. */
export const stateQuestions = {
  identity: `select system_identifier::text as "systemIdentifier", current_database() as database, current_user as user,
  pg_is_in_recovery() as "isReader", has_schema_privilege(current_schema(), 'create') as "mayCreate" from pg_control_system()`,
  revisions: 'select version_num as revision from alembic_version order by 1',
  invalid:
    'select indexrelid::regclass::text as name, indrelid::regclass::text as table from pg_index where not indisvalid order by 1',
  catalogue: catalogueQuery,
} as const;

/** One row: `rows`, as text. */
export const countQuestion = ({ table, column }: Loss): string =>
  `select count(${column === undefined ? '*' : quoted(column)})::text as rows from ${quoted(table)}`;

/** Rows of `parent` and `child`: which tables a foreign key of these refers to. */
export const referredQuestion = (tables: readonly string[]): string =>
  `select distinct confrelid::regclass::text as parent, conrelid::regclass::text as child from pg_constraint
     where contype = 'f' and conrelid = any (select to_regclass(name)::oid from unnest(${texts(tables)}) name)`;

/** Whose open transactions hold these tables; longest first. Our own application is left out. */
export const blockersQuestion = (tables: readonly string[], applicationName: string): string =>
  `select distinct a.pid, a.application_name as application, coalesce(a.usename::text, '') as user, coalesce(a.state, '') as state,
       extract(epoch from now() - a.xact_start)::int as "forSeconds", left(a.query, 120) as query
     from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.relation = any (select to_regclass(name)::oid from unnest(${texts(tables)}) name)
       and l.granted and a.xact_start is not null and a.application_name <> ${text(applicationName)} and a.pid <> pg_backend_pid()
     order by "forSeconds" desc limit 5`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const texts = (values: readonly string[]): string => `array[${values.map(text).join(', ')}]::text[]`;

const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
