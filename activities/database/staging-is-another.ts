// A rehearsal makes databases, runs DDL and tests on staging's server: never on production's, whatever its URL says.
import { randomBytes } from 'node:crypto';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { DatabaseEntry, StagingEntry } from '../../src/catalogue/database-entry.js';
import { failure } from '../../src/failures.js';
import { factOf } from '../fact.js';
import { type Asked, type DatabasePlace, readingFrom } from './connection.js';
import { whyAnotherDatabase } from './meant.js';
import { readSchemaState } from './schema-state.js';

interface Twins {
  readonly database: Pick<DatabaseEntry, 'name' | 'url'>;
  readonly staging: StagingEntry;
  /** System identifier of production's server. */
  readonly productionIs?: string;
  readonly rds: () => RDSClient;
  readonly applicationName: string;
  readonly signal: AbortSignal;
}

const withinMs = 8_000;

/** Fails with MigrationsRefused. Answers what is not known of staging all the same: it is no part of production. */
export async function provedAnother(twins: Twins): Promise<string | undefined> {
  const { database, staging, applicationName } = twins;
  const asked: Asked = { applicationName, withinMs };
  const { url } = database;
  if (url !== undefined && (await isSameServer({ url }, staging, asked)))
    throw refused(staging, `it leads to the server of production's database ${database.name}`);
  const notKnown = await whyNotKnown(twins);
  if (url === undefined) await bearsAnotherName(twins, notKnown, asked);
  return notKnown;
}

async function whyNotKnown({ staging, rds, signal }: Twins): Promise<string | undefined> {
  if (staging.rds === undefined) return undefined;
  const why = await factOf(async () => whyAnotherDatabase(rds(), staging, signal));
  if (why.state === 'known' && why.value !== undefined) throw refused(staging, why.value);
  return why.state === 'unknown'
    ? `whether staging's URL leads to its ${staging.rds.kind} ${staging.rds.id} is not known: ${why.why}`
    : undefined;
}

/** Where only tasks reach production no lock can be taken there from here: RDS tells the two apart, or their system identifiers do. */
async function bearsAnotherName({ staging, productionIs }: Twins, notKnown: string | undefined, asked: Asked) {
  const isToldByRds = staging.rds !== undefined && staging.reachedBy === undefined && notKnown === undefined;
  if (isToldByRds || (await readSchemaState(staging, asked)).systemIdentifier !== productionIs) return;
  throw refused(
    staging,
    'its server has the system identifier of production: that it is another one has to be told by its instance or cluster in RDS, which was not named or not reached',
  );
}

/** A lock that is taken on one is seen on the other. A system identifier would not tell: a restored snapshot has its origin's. */
const isSameServer = (one: DatabasePlace, other: DatabasePlace, asked: Asked): Promise<boolean> =>
  readingFrom(one, asked, async (holder) => {
    const key = randomBytes(8).readBigInt64BE().toString();
    await holder.query('select pg_advisory_lock($1::bigint)', [key]);
    return readingFrom(other, asked, async (seeker) => {
      const { rows } = await seeker.query(
        `select from pg_locks where locktype = 'advisory' and ((classid::bigint << 32) | objid::bigint) = $1::bigint`,
        [key],
      );
      return rows.length > 0;
    });
  });

const refused = ({ url }: StagingEntry, cameBack: string) =>
  failure('MigrationsRefused', {
    attempted: `Looking whether ${url} is staging's own database`,
    cameBack,
    next: 'Nothing was copied or changed. Correct rehearseOn of the database in the catalogue; a tunnel or proxy is named by its reachedBy',
    heading: 'Test Downgrade (Staging First!)',
  });
