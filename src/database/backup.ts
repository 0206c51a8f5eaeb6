// Runbook › Production Database Rollback, steps 1 and 2: the backup before any DDL.

export interface BackupMade {
  readonly id: string;
  /** ISO time at which RDS began it. */
  readonly createdAt: string;
  readonly sizeGiB: number;
}
