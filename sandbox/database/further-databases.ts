// Further databases of this production: each begins as a copy of ApplyLens's, on a server and an RDS instance of its own.
import { readFileSync } from 'node:fs';
import { addInstance } from '../aws/rds/databases.js';
import type { SimulatedAws } from '../aws/simulated-aws.js';
import { leadTasksTo } from '../surroundings.js';
import { type Database, openDatabase } from './database.js';

export interface SandboxDatabase {
  /** Of its RDS instance. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Holds the URL with the password. */
  readonly urlFile: string;
}

export interface FurtherDatabases {
  /** Resolves when PostgreSQL answers. @throws Error when the name is taken */
  readonly add: (name: string) => Promise<SandboxDatabase>;
  readonly close: () => Promise<void>;
}

const allocatedGib = 20;

export function createFurtherDatabases(aws: SimulatedAws, production: Pick<Database, 'copy'>): FurtherDatabases {
  const { databases, ecs } = aws;
  const open: Database[] = [];
  return {
    async add(name) {
      if (databases.instances.has(name)) {
        throw new Error(`There is an RDS instance ${name} already; choose another name.`);
      }
      const database = await openDatabase({ port: 0, copyOf: await production.copy(`as-${name}`) });
      open.push(database);
      await database.begin();
      addInstance(databases, {
        id: name,
        createdAt: ecs.time.now(),
        allocatedGib,
        standsFor: database,
        backedUpAt: [],
      });
      const { host, port, urlFile } = database;
      leadTasksTo(aws, name, readFileSync(urlFile, 'utf8').trim());
      return { name, host, port, urlFile };
    },
    async close() {
      await Promise.all(open.map((each) => each.close()));
    },
  };
}
