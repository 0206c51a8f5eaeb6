import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { readAnnouncement } from '../running.js';
import { temporalAnswersWithin, temporalNotReached } from './temporal-trouble.js';

export interface Temporal {
  readonly client: Client;
  readonly address: string;
  readonly close: () => Promise<void>;
}

interface Place {
  readonly address: string;
  readonly namespace: string;
  readonly options: ConnectionOptions;
}

const payloadConverterPath = new URL('../payload-converter.ts', import.meta.url).pathname;

/** TEMPORAL_ADDRESS and its siblings, else the development server that has announced itself, else localhost:7233. */
const whereTemporalIs = (): Place => {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const announced = Object.values(readAnnouncement('temporal')?.addresses ?? {}).find((each) => !each.includes('://'));
  const address = connectionOptions.address ?? announced ?? 'localhost:7233';
  return { address, namespace: namespace ?? 'default', options: { ...connectionOptions, address } };
};

const temporalOver = (connection: Connection, { address, namespace }: Place): Temporal => ({
  client: new Client({ connection, namespace, dataConverter: { payloadConverterPath } }),
  address,
  close: () => connection.close(),
});

/** Connects now. Throws `temporal not reached` after five seconds. */
export async function connectToTemporal(): Promise<Temporal> {
  const place = whereTemporalIs();
  try {
    const connection = await Connection.connect({ ...place.options, connectTimeout: temporalAnswersWithin });
    return temporalOver(connection, place);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw temporalNotReached(`Connecting to ${place.address}`, reason ?? 'no reason given');
  }
}

/** Connects with the first call, so that a server can start, and say that it is not ready, while Temporal is away. */
export function reachTemporalLazily(): Temporal {
  const place = whereTemporalIs();
  return temporalOver(Connection.lazy(place.options), place);
}
