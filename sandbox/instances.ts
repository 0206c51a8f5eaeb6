// The RDS instances of the simulated production: `applylens-prod` as the runbook names it, and its twin in staging.
import { addInstance } from './aws/rds/databases.js';
import type { SimulatedAws } from './aws/simulated-aws.js';
import { type Database, type DatabaseCopy, openDatabase } from './database/database.js';

const hour = 3_600_000;
const day = 24 * hour;

/** Nightly for a week, the last one nine hours ago. */
const nights = [6, 5, 4, 3, 2, 1, 0];

export const instanceIds = { production: 'applylens-prod', staging: 'applylens-staging' } as const;

/** GiB, as an application of this size may have. */
const allocatedGib = { production: 100, staging: 20 } as const;

export function standForInstances(
  { databases, ecs: { time } }: Pick<SimulatedAws, 'databases' | 'ecs'>,
  places: Readonly<Record<keyof typeof instanceIds, Database>>,
): void {
  for (const kind of ['production', 'staging'] as const) {
    addInstance(databases, {
      id: instanceIds[kind],
      createdAt: time.now() - 400 * day,
      allocatedGib: allocatedGib[kind],
      standsFor: places[kind],
      backedUpAt: nights.map((night) => time.now() - 9 * hour - night * day),
    });
  }
}

/** Opens what an available snapshot holds, beside the instance it is of. The caller closes it. */
export async function openSnapshot({ databases }: Pick<SimulatedAws, 'databases'>, id: string): Promise<Database> {
  const snapshot = databases.snapshots.get(id) ?? databases.clusterSnapshots.get(id);
  if (snapshot?.status !== 'available') throw new Error(`There is no available snapshot ${id}.`);
  if (snapshot.copy === undefined)
    throw new Error(`The snapshot ${id} is older than this production: it holds nothing.`);
  return openDatabase({ port: 0, copyOf: snapshot.copy as DatabaseCopy });
}
