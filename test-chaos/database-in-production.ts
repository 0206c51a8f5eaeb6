// What must be so of a database however its rollback ended: backed up once, taken back as it was rehearsed or not at all.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readCatalogue } from '../activities/database/schema-state.js';
import { until } from '../sandbox/processes/until.js';
import { cataloguesOnPath } from '../src/database/foretold-catalogues.js';
import type { Rehearsal } from '../src/database/rehearsal.js';
import { databaseId } from '../src/identifiers.js';
import type { Report } from '../src/report.js';
import type { TestStage } from '../test/support/a-stage.js';
import { inDatabase, inStaging, reportsOf, revisionOf, untouched } from './own-database.js';

export const revisions = { before: '0017_email_thread', target: '0016_status_is_known' } as const;

const quietWithin = 30_000;

export async function expectTheDatabaseIsSo(stage: TestStage, name: string, report: Report): Promise<void> {
  const { outcome, database } = report;
  const isBack = (await revisionOf(stage, name)) === revisions.target;
  if (outcome === 'ROLLED_BACK') expect(isBack, 'the schema is at the target').toBe(true);
  if (isBack) expect(database?.state, 'what the report says').toContain(`was taken back to ${revisions.target}`);
  else expect(await revisionOf(stage, name)).toBe(revisions.before);
  if (isBack || outcome !== 'FAILED_DIRTY') await expectCatalogue(stage, name, isBack);
  expect(await emailsIn(stage, name), 'emails').toBe(await emailsIn(stage, untouched));
  await expectBackedUpOnce(stage, name, isBack);
  await expectNothingIsLeft(stage, name);
}

/** As the rehearsal in the store said that it would be. */
async function expectCatalogue(stage: TestStage, name: string, isBack: boolean): Promise<void> {
  const before = await inDatabase(stage, untouched, readCatalogue);
  const rehearsed = isBack ? cataloguesOnPath(before, rehearsalOf(stage, name).steps).at(-1) : before;
  expect(await inDatabase(stage, name, readCatalogue), 'catalogue').toEqual(rehearsed);
}

function rehearsalOf(stage: TestStage, name: string): Rehearsal {
  const folder = join(reportsOf(stage), 'rehearsals');
  const files = readdirSync(folder).filter((file) => new RegExp(`^${name}-[0-9a-f]{24}\\.json$`).test(file));
  expect(files, 'rehearsals in the store').toHaveLength(1);
  return JSON.parse(readFileSync(join(folder, files[0] ?? ''), 'utf8')) as Rehearsal;
}

const emailsIn = (stage: TestStage, name: string): Promise<number> =>
  inDatabase(stage, name, async (client) => {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from emails');
    return rows[0]?.count ?? 0;
  });

interface InRds {
  readonly snapshots: readonly { readonly instance: string; readonly status: string }[];
}

/** Nothing is taken back without a snapshot that is available, and no run makes a second one. */
async function expectBackedUpOnce({ urls }: TestStage, name: string, isBack: boolean): Promise<void> {
  const { snapshots } = (await (await fetch(new URL('/rds', urls.control))).json()) as InRds;
  const own = snapshots.filter(({ instance }) => instance === name);
  expect(own.length, 'snapshots').toBeLessThanOrEqual(1);
  if (isBack) expect(own.map(({ status }) => status)).toEqual(['available']);
}

/** No backend of the run, no copy of staging, and no lock. */
async function expectNothingIsLeft(stage: TestStage, name: string): Promise<void> {
  await until(`${name}: something was left of the run`, quietWithin, async () => {
    const backends = await inDatabase(stage, name, (client) =>
      client.query("select from pg_stat_activity where application_name like 'runback %'"),
    );
    return backends.rowCount === 0 ? true : undefined;
  });
  const lock = stage.temporalClient.workflow.getHandle(databaseId('prod', name));
  const held = await lock.describe().catch(() => undefined);
  expect(held?.status.name, 'lock').not.toBe('RUNNING');
}

/** Once all of them are over. */
export async function expectNoCopyIsLeft(stage: TestStage): Promise<void> {
  const copies = await inStaging(stage, (client) =>
    client.query<{ datname: string }>("select datname from pg_database where datname like 'runback%'"),
  );
  expect(copies.rows).toEqual([]);
}
