// An instance, and a cluster of Aurora with its writer, in an emulator.
import { CreateDBClusterCommand, CreateDBInstanceCommand } from '@aws-sdk/client-rds';
import type { Clients, ContractDatabase } from '../production.js';

const names: ContractDatabase = { instance: 'contract', cluster: 'contract-cluster', member: 'contract-member' };
const master = { MasterUsername: 'contract', MasterUserPassword: 'only-in-an-emulator' };
const DBInstanceClass = 'db.t3.medium';

export async function createDatabases({ rds }: Clients): Promise<ContractDatabase> {
  const { instance: DBInstanceIdentifier, cluster: DBClusterIdentifier, member } = names;
  const own = { Engine: 'postgres', AllocatedStorage: 20, BackupRetentionPeriod: 7, ...master };
  await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass, ...own }));
  const Engine = 'aurora-postgresql';
  await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier, Engine, BackupRetentionPeriod: 7, ...master }));
  const ofCluster = { DBInstanceIdentifier: member, DBClusterIdentifier, DBInstanceClass, Engine };
  await rds.send(new CreateDBInstanceCommand(ofCluster));
  return names;
}
