import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config.js';
import { temporalAnswersWithin, temporalNotReached } from './temporal-trouble.js';

export interface Temporal {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

const written = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const payloadConverterPath = fileURLToPath(new URL(`../payload-converter.${written}`, import.meta.url));

const temporalOver = (connection: Connection, { namespace }: Config['temporal']): Temporal => ({
  client: new Client({ connection, namespace, dataConverter: { payloadConverterPath } }),
  close: () => connection.close(),
});

/** Connects now. Throws `temporal not reached` after five seconds. */
export async function connectToTemporal(where: Config['temporal']): Promise<Temporal> {
  const { connectionOptions } = where;
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: temporalAnswersWithin });
    return temporalOver(connection, where);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw temporalNotReached(`Connecting to ${connectionOptions.address}`, reason ?? 'no reason given');
  }
}

/** Connects with the first call, so that a server can start, and say that it is not ready, while Temporal is away. */
export const reachTemporalLazily = (where: Config['temporal']): Temporal =>
  temporalOver(Connection.lazy(where.connectionOptions), where);
