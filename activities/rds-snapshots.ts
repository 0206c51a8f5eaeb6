// Snapshots of an RDS instance and of an Aurora cluster, by one set of words.
import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  type DBClusterSnapshot,
  type DBSnapshot,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  type Tag,
} from '@aws-sdk/client-rds';
import type { BackupWanted, NotCreated, SeenSnapshot } from '../src/database/backup.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { optional } from './ecs-service.js';

export type Created = SeenSnapshot | { readonly not: NotCreated; readonly said: string };

type Rds = Pick<AwsClients, 'rds' | 'changingRds'>;

const notCreated: Readonly<Record<string, NotCreated>> = {
  DBSnapshotAlreadyExistsFault: 'exists',
  DBClusterSnapshotAlreadyExistsFault: 'exists',
  InvalidDBInstanceStateFault: 'not available',
  InvalidDBClusterStateFault: 'not available',
  InvalidDBClusterSnapshotStateFault: 'not available',
  SnapshotQuotaExceededFault: 'too many',
  DBInstanceNotFoundFault: 'not there',
  DBClusterNotFoundFault: 'not there',
};
const notFound = ['DBSnapshotNotFoundFault', 'DBClusterSnapshotNotFoundFault'];

/** Undefined where there is none of that id. Fails with what AWS answered. */
export function readSnapshot(
  { rds }: Rds,
  { id, rds: { kind } }: BackupWanted,
  abortSignal: AbortSignal,
): Promise<SeenSnapshot | undefined> {
  return askAws(`Describing the snapshot ${id}`, async () => {
    try {
      if (kind === 'instance') {
        const command = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id });
        const { DBSnapshots: [found] = [] } = await rds.send(command, { abortSignal });
        return found && seenSnapshot(found);
      }
      const command = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id });
      const { DBClusterSnapshots: [found] = [] } = await rds.send(command, { abortSignal });
      return found && seenClusterSnapshot(found);
    } catch (error) {
      if (error instanceof Error && notFound.includes(error.name)) return undefined;
      throw error;
    }
  });
}

/** Sent once: a lost answer is found by the id. Fails with what AWS answered, but for what a person has to see to. */
export function createSnapshot(
  { changingRds }: Rds,
  { id, rds: { kind, id: of } }: BackupWanted,
  tags: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
): Promise<Created> {
  const Tags: Tag[] = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return askAws(`Creating the snapshot ${id} of ${of}`, async () => {
    try {
      if (kind === 'instance') {
        const command = new CreateDBSnapshotCommand({ DBInstanceIdentifier: of, DBSnapshotIdentifier: id, Tags });
        const { DBSnapshot = {} } = await changingRds.send(command, { abortSignal });
        return seenSnapshot(DBSnapshot);
      }
      const names = { DBClusterIdentifier: of, DBClusterSnapshotIdentifier: id };
      const command = new CreateDBClusterSnapshotCommand({ ...names, Tags });
      const { DBClusterSnapshot = {} } = await changingRds.send(command, { abortSignal });
      return seenClusterSnapshot(DBClusterSnapshot);
    } catch (error) {
      const not = error instanceof Error ? notCreated[error.name] : undefined;
      if (not === undefined) throw error;
      return { not, said: (error as Error).message };
    }
  });
}

const seenSnapshot = (snapshot: DBSnapshot): SeenSnapshot => ({
  id: snapshot.DBSnapshotIdentifier ?? '',
  of: snapshot.DBInstanceIdentifier ?? '',
  ...common(snapshot),
});

const seenClusterSnapshot = (snapshot: DBClusterSnapshot): SeenSnapshot => ({
  id: snapshot.DBClusterSnapshotIdentifier ?? '',
  of: snapshot.DBClusterIdentifier ?? '',
  ...common(snapshot),
});

const common = (snapshot: DBSnapshot | DBClusterSnapshot): Omit<SeenSnapshot, 'id' | 'of'> => ({
  status: snapshot.Status ?? 'of unknown status',
  ...optional('percent', snapshot.PercentProgress),
  ...optional('at', snapshot.SnapshotCreateTime?.toISOString()),
  allocatedGib: snapshot.AllocatedStorage ?? 0,
  tags: Object.fromEntries((snapshot.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
});
