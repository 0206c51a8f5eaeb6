import { answersTo, type Catalogue, type Found } from '../catalogue/catalogue.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { shown } from '../parsed.js';
import { Trouble } from './trouble.js';

/** Services by name or alias, in an environment. */
export type Services = Pick<Catalogue, 'find' | 'entries'>;

/** Without an environment the name alone must leave no choice: never a guess. */
export const findService = (services: Services, name: string, environment?: string): Found => {
  if (environment !== undefined) return services.find(name, environment);
  const [entry, ...others] = services.entries().filter((each) => answersTo(each, name));
  if (entry !== undefined && others.length === 0) return { entry };
  const known = services.entries().map((each) => `${each.service} in ${each.environment}`);
  const choice = entry === undefined ? known : [entry, ...others].map((each) => each.environment);
  const why = entry === undefined ? 'is not in the catalogue, which has' : 'is there in more than one environment:';
  return { refused: `Service ${shown(name)} ${why} ${choice.slice(0, 20).join(', ')}.` };
};

/** Like findService. Throws `bad input` with what the catalogue does have. */
export const serviceNamed = (services: Services, name: string, environment?: string): CatalogueEntry => {
  const found = findService(services, name, environment);
  if ('entry' in found) return found.entry;
  throw new Trouble('bad input', `${found.refused} Nothing was started or changed`);
};
