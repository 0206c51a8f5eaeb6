import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createAwsAccess } from '../activities/aws-clients.js';
import type { Dependencies } from '../activities/index.js';
import { loadCatalogue } from '../src/catalogue/load-catalogue.js';
import type { Config } from '../src/config.js';
import { payloadConverterPath } from './bundle.js';

export interface Composed {
  readonly client: Client;
  readonly dependencies: Omit<Dependencies, 'temporal'>;
  readonly close: () => void;
}

/** What the worker's activities reach the outside through, from its configuration. Throws when the catalogue is wrong. */
export async function composeDependencies(config: Config): Promise<Omit<Composed, 'client'>> {
  const catalogue = await loadCatalogue(config.catalogue);
  const aws = createAwsAccess();
  return { dependencies: { catalogue, aws, reports: config.reports }, close: aws.close };
}

export const clientOver = (connection: NativeConnection, { temporal }: Config): Client =>
  new Client({ connection, namespace: temporal.namespace, dataConverter: { payloadConverterPath } });
