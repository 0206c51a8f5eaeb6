// A database rollback that goes well, unless a test scripts it otherwise.
import type { DatabaseActivities } from '../../activities/database-activities.js';
import type { MigrationsEntry } from '../../src/catalogue/migrations-entry.js';
import type { Assessment } from '../../src/database/assessment.js';
import type { RehearsalSummary } from '../../src/database/rehearsal.js';
import type { DatabaseReport } from '../../src/report.js';
import type { Script } from './scripted-activities.js';
import { askedBy, strict } from './signed.js';

const migrations: MigrationsEntry = {
  repository: '/srv/git/applylens.git',
  folder: 'services/api',
  tags: 'prod-v*',
  urlVariable: 'DATABASE_URL',
  environment: {},
  tests: ['pytest', 'tests/'],
  releasesRunOnNewerSchema: false,
  rehearsalExpiresAfter: 24 * 3_600_000,
};

export const aDatabase = {
  name: 'applylens',
  url: 'env:DATABASE_URL',
  host: 'db.applylens.io',
  rds: { kind: 'instance', id: 'applylens-prod' },
  migrations,
  staging: { url: 'env:STAGING_DATABASE_URL' },
} as const;

export const databaseEntry = { database: aDatabase } as const;

/** A service with a database, and a worker that can prove who speaks. */
export const withDatabase = (more: Script = {}): Script => ({
  entry: databaseEntry,
  checkRelayed: strict.checkRelayed,
  ...more,
});
/** A person asks for the schema to be taken back as well. */
export const askedWithDatabase = () => askedBy('olga', { database: {} });

const consentLog: Assessment['steps'][number] = {
  revision: '0018_consent_log',
  says: 'Who agreed to what, and when',
  file: 'alembic/versions/0018_consent_log.py',
  line: 24,
  kind: 'destructive',
  because: 'it drops table consent_log',
  isTransactional: true,
  loses: [{ table: 'consent_log' }],
  alreadyLost: [],
  reaches: ['consent_log'],
  sql: ['DROP TABLE consent_log'],
};

export const anAssessment = (given: Partial<Assessment> = {}): Assessment => ({
  database: 'applylens',
  at: '2025-10-17T03:00:00.000Z',
  from: ['0018_consent_log'],
  to: ['0017_email_thread'],
  systemIdentifier: '7',
  fingerprint: 'before',
  filesHash: 'f00d',
  steps: [consentLog],
  lacks: [],
  transactions: 'one',
  losses: [{ table: 'consent_log', rows: 1_204, step: '0018_consent_log' }],
  alreadyLost: [],
  services: [{ service: 'applylens-api', runs: 'v1.2.3 (abc123, :124)', fit: 'goes back' }],
  reaches: ['consent_log', 'users'],
  invalidIndexes: [],
  isAdditive: true,
  refusals: [],
  ...given,
});

export const aRehearsal = (given: Partial<RehearsalSummary> = {}): RehearsalSummary => ({
  database: 'applylens',
  at: new Date().toISOString(),
  from: ['0018_consent_log'],
  to: ['0017_email_thread'],
  filesHash: 'f00d',
  transactions: 'one',
  steps: [{ revision: '0018_consent_log', heads: ['0017_email_thread'], tookMs: 12 }],
  tests: { state: 'passed', command: 'pytest tests/', lastLines: ['12 passed'], tookMs: 900 },
  testsBefore: { state: 'not configured' },
  ...given,
});

export const scriptedDatabase = (): DatabaseActivities => ({
  assessDatabase: async () => anAssessment(),
  rehearseDatabase: async () => aRehearsal(),
  findRehearsal: async () => undefined,
  backUpDatabase: async () => ({
    end: 'available',
    id: 'rollback-backup-20251017-030000-abc123',
    at: new Date().toISOString(),
    allocatedGib: 20,
    restorableTo: '2025-10-17T03:02:00.000Z',
  }),
  plotPath: async () => [
    { revisions: ['0018_consent_log'], fingerprint: 'before' },
    { revisions: ['0017_email_thread'], fingerprint: 'after' },
  ],
  downgradeDatabase: async () => ({
    standing: { state: 'on the path', done: 1 },
    begun: true,
    ran: ['0018_consent_log'],
    orphansEnded: 0,
    blockers: [],
    at: new Date().toISOString(),
  }),
  readDatabaseHolder: async () => ({ state: 'held', by: 'rollback/prod/billing' }),
  databaseFreed: async () => undefined,
  readStanding: async () => ({ state: 'on the path', done: 1 }),
});

/** Of a run that took the schema back. */
export const aDatabaseReport: DatabaseReport = {
  name: 'applylens',
  from: ['0018_consent_log'],
  to: ['0017_email_thread'],
  steps: ['0018_consent_log'],
  lost: ['table consent_log (1,204 rows)'],
  alreadyLost: [],
  snapshot: 'rollback-backup-20251017-030000-abc123',
  rehearsedAt: '2025-10-17T03:00:00.000Z',
  order: 'database-first',
  state: 'The database applylens was taken back to 0017_email_thread',
  changedAt: '2025-10-17T03:20:00.000Z',
};
