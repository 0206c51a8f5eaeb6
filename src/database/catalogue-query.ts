/**
 * The schema as rows of text, one an object, sorted: columns, constraints, indexes with their validity, types, sequences, views, functions,
 * triggers. Nothing of the server's own and of extensions, no identity of an object, no order of columns: two databases with the same
 * rows bear the same schema. Alembic's own table is left out: it is a claim.
 */
export const catalogueQuery = `
with own as (
  select oid, nspname from pg_namespace
  where nspname !~ '^pg_' and nspname <> 'information_schema'
), relations as (
  select c.oid, c.relkind, own.nspname || '.' || c.relname as name
  from pg_class c join own on own.oid = c.relnamespace
  where c.relname <> 'alembic_version' and c.relname <> 'alembic_version_pkc'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
), lines as (
  select 'column ' || r.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
    || case when a.attgenerated <> '' then ' generated' else '' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
  from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
  where r.relkind in ('r', 'p', 'f', 'm', 'v')
  union all
  select 'table ' || r.name || ' ' || r.relkind::text from relations r where r.relkind in ('r', 'p', 'f', 'm')
  union all
  select 'sequence ' || r.name from relations r where r.relkind = 'S'
  union all
  select 'view ' || r.name || ' ' || md5(pg_get_viewdef(r.oid)) from relations r where r.relkind in ('v', 'm')
  union all
  select 'constraint ' || r.name || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
    || case when c.convalidated then '' else ' NOT VALIDATED' end
  from pg_constraint c join relations r on r.oid = c.conrelid where c.contype <> 'n'
  union all
  select 'index ' || pg_get_indexdef(i.indexrelid)
    || case when i.indisvalid then '' else ' INVALID' end
  from pg_index i join relations r on r.oid = i.indrelid
  union all
  select 'type ' || own.nspname || '.' || t.typname || ' ' || (
    select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
  from pg_type t join own on own.oid = t.typnamespace where t.typtype = 'e'
  union all
  select 'function ' || p.oid::regprocedure::text || ' ' || md5(p.prosrc)
  from pg_proc p join own on own.oid = p.pronamespace
  where not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select 'trigger ' || r.name || ' ' || pg_get_triggerdef(t.oid)
  from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
)
select line from lines order by line collate "C"`;
