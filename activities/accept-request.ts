import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { pageAddress } from '../src/identifiers.js';
import type { RollbackRequest } from '../src/rollback.js';
import type { Accepted } from './activities.js';
import type { RegisteredSearchAttributes } from './search-attributes.js';

/** What a request needs of the catalogue. */
export interface Services {
  find(service: string, environment: string): { readonly entry: CatalogueEntry } | { readonly refused: string };
}

interface Needs {
  readonly catalogue: Services;
  readonly registered: RegisteredSearchAttributes;
  readonly publicUrl?: string;
}

export const acceptRequest =
  ({ catalogue, registered, publicUrl }: Needs) =>
  async ({ service, environment }: RollbackRequest): Promise<Accepted> => {
    const found = catalogue.find(service, environment);
    if ('entry' in found) return { entry: linked(found.entry, publicUrl), searchAttributes: await registered.read() };
    throw failure('UnknownService', {
      attempted: `Finding ${service} in ${environment}`,
      cameBack: found.refused.replace(/\.$/, ''),
      next: 'Nothing was touched. Add it to runback.yaml, or start again with a name that is there',
    });
  };

/** What people are told from then on leads to the page of the service. */
const linked = (entry: CatalogueEntry, publicUrl: string | undefined): CatalogueEntry =>
  publicUrl === undefined ? entry : { ...entry, page: `${publicUrl}${pageAddress(entry)}` };
