import type { AwsClients } from '../../../activities/aws-clients.js';
import { readBackups } from '../../../activities/rds.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { backupsInWords } from '../../runbook/backup-plan.js';
import { type Finding, find, notConfigured } from './finding.js';

/** What the checklist's Backup Plan is proven by. */
export const checkRds = async (
  of: string,
  { database }: CatalogueEntry,
  { rds }: AwsClients,
  abortSignal: AbortSignal,
): Promise<Finding> => {
  const named = database?.rds;
  if (named === undefined) return notConfigured(of, 'RDS');
  return find(of, 'RDS', async () =>
    backupsInWords(await readBackups(rds, named, abortSignal), new Date().toISOString()),
  );
};
