import { access } from 'node:fs/promises';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { Trouble } from '../client/trouble.js';

/** Where a command acts: the lock's two parts, and the catalogue's entry when a catalogue is at hand. */
export interface Where {
  readonly service: string;
  readonly environment: string;
  readonly entry?: CatalogueEntry;
}

/** The catalogue, or undefined when there is no file: then the run itself knows the services. Throws its problems. */
export async function catalogueAtHand(): Promise<Catalogue | undefined> {
  const { settings } = await import('../client/settings.js');
  const files = settings().catalogue;
  const there = await access(files.file).then(
    () => true,
    () => false,
  );
  if (!there && process.env.RUNBACK_CATALOGUE === undefined) return undefined;
  const { loadCatalogue } = await import('../catalogue/load-catalogue.js');
  return loadCatalogue(files);
}

/** Throws `bad input` for a service that the catalogue does not have. */
export async function whereIs(service: string, environment: string | undefined): Promise<Where> {
  const catalogue = await catalogueAtHand();
  if (catalogue !== undefined) {
    const { serviceNamed } = await import('../client/services.js');
    const entry = serviceNamed(catalogue, service, environment);
    return { service: entry.service, environment: entry.environment, entry };
  }
  if (environment !== undefined) return { service, environment };
  throw new Trouble('bad input', 'Which environment? Add --env: there is no runback.yaml here to look it up in');
}
