import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createAwsAccess } from '../activities/aws-clients.js';
import type { Dependencies } from '../activities/index.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { loadCatalogue } from '../src/catalogue/load-catalogue.js';
import type { Config } from '../src/config.js';
import { payloadConverterPath } from './bundle.js';

interface Composed {
  readonly dependencies: Omit<Dependencies, 'temporal'>;
  readonly entries: readonly CatalogueEntry[];
  readonly close: () => void;
}

/** What the worker's activities reach the outside through, from its configuration. Throws when the catalogue is wrong. */
export async function composeDependencies(config: Config): Promise<Composed> {
  const catalogue = await loadCatalogue(config.catalogue);
  const aws = createAwsAccess();
  const { reports, relayKey, publicUrl } = config;
  const dependencies = { catalogue, aws, reports, relayKey, ...(publicUrl === undefined ? {} : { publicUrl }) };
  return { dependencies, entries: catalogue.entries(), close: aws.close };
}

export const clientOver = (connection: NativeConnection, { temporal }: Config): Client =>
  new Client({ connection, namespace: temporal.namespace, dataConverter: { payloadConverterPath } });
