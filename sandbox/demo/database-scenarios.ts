// Scenarios in which the schema went wrong with the release.
import {
  isApprovedByOne,
  isApprovedByTwo,
  isDoubted,
  isRejected,
  otherServiceAsks,
  snapshotsFail,
  tableIsHeld,
  workerIsKilledInDdl,
} from './database-deeds.js';
import { asks, decides } from './deeds.js';
import type { DemoScenario } from './demo-scenario.js';
import { isWaitedFor } from './peoples-deeds.js';
import { snapshotIsRestored } from './restore-deeds.js';

const method = 'Method 3 · ECS';

/** Asked for with its schema, approved by two, and taken back. */
const takenBack = {
  method,
  database: 'taken back',
  meanwhile: { after: 'gate', deeds: [isApprovedByTwo] },
  expects: { outcome: 'ROLLED_BACK', verified: true },
} as const;

/** Asked for with its schema, and refused before anything is changed: a person ends it. */
const refused = {
  method,
  database: 'taken back',
  meanwhile: { after: 'assessed', deeds: [asks, decides({ action: 'abort' })], isTheEnd: true },
  expects: { outcome: 'ABORTED', verified: false },
} as const;

export const databaseScenarios: readonly DemoScenario[] = [
  {
    ...takenBack,
    name: 'bad-migration',
    summary: 'v1.2.3 renamed a column and forgot a query, v1.2.2 cannot run on the new schema: both are taken back',
  },
  {
    ...takenBack,
    name: 'bad-migration-destructive',
    summary: 'the migration of v1.2.3 added a log that people have written to: two approve what is lost, in numbers',
  },
  {
    ...takenBack,
    name: 'irreversible-migration',
    summary:
      'v1.2.3 keeps hashes instead of tokens: its downgrade refuses, and so does Runback; the application goes alone',
    database: 'fits already',
    meanwhile: { after: 'assessed', deeds: [asks, decides({ action: 'skip' }), isDoubted, isApprovedByOne] },
  },
  {
    ...takenBack,
    name: 'merge-migration',
    summary: 'v1.2.3 merged two branches of migrations: three steps back, where "one back" would be ambiguous',
  },
  {
    ...refused,
    name: 'staging-fails',
    summary: "the way back fails on staging's data: production is not touched",
  },
  {
    ...refused,
    name: 'snapshot-fails',
    summary: 'RDS cannot finish the snapshot: nothing is taken back without one',
    meanwhile: { after: 'deployed', deeds: [snapshotsFail, asks, decides({ action: 'abort' })], isTheEnd: true },
  },
  {
    ...takenBack,
    name: 'downgrade-killed',
    summary:
      'the worker is killed in the middle of the DDL: another ends the orphan, looks where it stands, and goes on',
    meanwhile: { after: 'gate', deeds: [tableIsHeld, isApprovedByTwo, workerIsKilledInDdl] },
  },
  {
    ...takenBack,
    name: 'bad-migration-in-task',
    summary: 'only tasks of the release reach the database: each look at it, and the way back, is one of them',
  },
  {
    name: 'schema-mismatch',
    summary: 'an alert rolls back the application alone, and v1.2.2 does not run on the schema: people are asked first',
    method,
    meanwhile: { after: 'checklist', deeds: [isWaitedFor, isDoubted, isRejected], isTheEnd: true },
    expects: { outcome: 'ABORTED', verified: false },
  },
  {
    ...takenBack,
    name: 'shared-database',
    summary: 'a second service stands on the same database: whoever asks for it waits until the first rollback is over',
    meanwhile: { after: 'gate', deeds: [otherServiceAsks, isApprovedByTwo] },
  },
  {
    ...takenBack,
    name: 'application-first',
    summary: 'v1.2.2 runs on the newer schema: the application goes back first, and the schema once it serves',
    database: 'taken back last',
  },
  {
    ...takenBack,
    name: 'snapshot-restored',
    summary: 'afterwards the snapshot is restored into a new instance: every row that the downgrade dropped is there',
    afterwards: [snapshotIsRestored],
  },
  {
    ...takenBack,
    name: 'migration-failed-forward',
    summary: 'the migration failed half way and left an INVALID index: the schema fits v1.2.2, and the index is named',
    database: 'fits already',
    meanwhile: { after: 'assessed', deeds: [] },
  },
  {
    ...takenBack,
    name: 'upgrade-dropped-column',
    summary: 'v1.2.3 dropped a column: it comes back empty, and that is said before anybody approves',
  },
];
