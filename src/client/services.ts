import type { CatalogueEntry } from '../catalogue/entry.js';
import { shown } from '../parsed.js';
import { Trouble } from './trouble.js';

/** The catalogue as server and CLI use it: services by name or alias, in an environment. */
export interface Services {
  find(service: string, environment: string): CatalogueEntry | undefined;
  entries(): readonly CatalogueEntry[];
}

const isCalled = (name: string, { service, aliases }: CatalogueEntry): boolean =>
  service === name || aliases.includes(name);

/** The one service of this name; without an environment only when the name alone leaves no choice. */
export const serviceCalled = (services: Services, name: string, environment?: string): CatalogueEntry | undefined => {
  if (environment !== undefined) return services.find(name, environment);
  const called = services.entries().filter((entry) => isCalled(name, entry));
  return called.length === 1 ? called[0] : undefined;
};

/** Like serviceCalled. Throws `bad input` with what the catalogue does have. */
export const serviceNamed = (services: Services, name: string, environment?: string): CatalogueEntry => {
  const entry = serviceCalled(services, name, environment);
  if (entry !== undefined) return entry;
  throw new Trouble('bad input', unknownService(services, name, environment));
};

export const unknownService = (services: Services, name: string, environment?: string): string => {
  const known = services.entries().map((each) => `${each.service} in ${each.environment}`);
  const asked = environment === undefined ? shown(name) : `${shown(name)} in ${shown(environment)}`;
  return `No service ${asked} in the catalogue; it has ${known.slice(0, 20).join(', ') || 'none'}. Nothing was started`;
};
