import type { CatalogueEntry } from './entry.js';

/** Another service on the same database, as far as its release can be read. */
export type ServiceBeside = Pick<CatalogueEntry, 'service' | 'environment' | 'kind' | 'aws' | 'ecs' | 'release'>;
