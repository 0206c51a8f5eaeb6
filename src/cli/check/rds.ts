import type { RDSClient } from '@aws-sdk/client-rds';
import type { AwsClients } from '../../../activities/aws-clients.js';
import { whyAnotherDatabase } from '../../../activities/database/meant.js';
import { provedAnother } from '../../../activities/database/staging-is-another.js';
import { readBackups } from '../../../activities/rds.js';
import type { DatabaseEntry } from '../../catalogue/database-entry.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { backupsInWords } from '../../runbook/backup-plan.js';
import { type Finding, find, notConfigured } from './finding.js';

/** What the checklist's Backup Plan is proven by, and whether the database of the URL is the one that is backed up. */
export async function checkRds(
  of: string,
  { database }: CatalogueEntry,
  { rds }: AwsClients,
  abortSignal: AbortSignal,
): Promise<Finding[]> {
  const named = database?.rds;
  if (named === undefined) return [notConfigured(of, 'RDS')];
  const backups = find(of, 'RDS', async () =>
    backupsInWords(await readBackups(rds, named, abortSignal), new Date().toISOString()),
  );
  // Where tasks reach it, they say in a plan where it is.
  if (database?.migrations === undefined || database.migrations.task !== undefined) return [await backups];
  const { staging } = database;
  return Promise.all([
    backups,
    find(of, 'RDS endpoint', () => meant(rds, database, abortSignal)),
    ...(staging === undefined
      ? []
      : [find(of, 'staging database', () => staged(rds, { database, staging }, abortSignal))]),
  ]);
}

/** A rehearsal would be refused for the same. */
async function staged(
  rds: RDSClient,
  twins: Pick<Parameters<typeof provedAnother>[0], 'database' | 'staging'>,
  signal: AbortSignal,
): Promise<string> {
  const notKnown = await provedAnother({ ...twins, rds: () => rds, applicationName: 'runback check', signal });
  return notKnown ?? `the URL leads to another server than that of ${twins.database.name}`;
}

async function meant(rds: RDSClient, database: DatabaseEntry, abortSignal: AbortSignal): Promise<string> {
  const why = await whyAnotherDatabase(rds, database, abortSignal);
  if (why !== undefined) throw new Error(why);
  const { reachedBy, rds: named } = database;
  const there = `the URL leads to the ${named?.kind} ${named?.id}`;
  return reachedBy === undefined ? there : `${there}, or by ${reachedBy}`;
}
