// The services of the catalogue, one entry for each environment in which they run.
import { shown } from '../parsed.js';
import { effectiveSettings } from './effective.js';
import type { CatalogueEntry } from './entry.js';
import type { Located, LocatedEntry } from './located.js';
import { child } from './merge.js';
import { nearest } from './nearest.js';
import type { Place, Problem } from './problems.js';
import { settings } from './schema/settings.js';
import { type Around, databaseNamed, databaseNames, partsOf, undeclaredIn } from './shared-sections.js';
import { toEntry } from './to-entry.js';
import { validate } from './validate.js';

export interface PlacedEntry {
  readonly entry: CatalogueEntry;
  readonly at: Place;
}

export interface ReadEntries {
  readonly entries: readonly PlacedEntry[];
  readonly problems: readonly Problem[];
}

export function readEntries(document: Located, around: Around): ReadEntries {
  const services = partsOf(child(document, 'services')?.node, around.start, 'a mapping of services');
  const problems: Problem[] = [...services.problems];
  const entries: PlacedEntry[] = [];
  if (services.parts.length === 0 && problems.length === 0) {
    problems.push({ at: { ...around.start, path: 'services' }, says: 'expected at least one service, got nothing' });
  }
  for (const { name: service, node, at } of services.parts) {
    problems.push(...problemsWithName(service, at));
    const inEnvironments = partsOf(node, at, 'a mapping of environments');
    problems.push(...inEnvironments.problems, ...undeclaredIn(inEnvironments.parts, around.environments));
    if (inEnvironments.parts.length === 0)
      problems.push({ at, says: 'expected at least one environment, got nothing' });
    for (const { name } of inEnvironments.parts.filter((part) => around.environments.has(part.name))) {
      const read = readEntry(document, service, name, around);
      problems.push(...read.problems);
      entries.push(...read.entries);
    }
  }
  return { entries, problems: [...problems, ...sharedNames(entries)] };
}

const problemsWithName = (service: string, at: Place): Problem[] =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(service)
    ? []
    : [{ at, says: 'expected a name of letters, digits, dots, dashes and underscores' }];

function readEntry(document: Located, service: string, environment: string, around: Around): ReadEntries {
  const { settings: written, at, problems } = effectiveSettings(document, service, environment);
  if (problems.length > 0) return { entries: [], problems };
  const read = validate(settings, written, at);
  const unknown = unknownDatabase(document, environment, child(written, 'database'));
  const itself = around.environments.get(environment);
  if (!read.ok) return { entries: [], problems: [...read.problems, ...unknown] };
  if (itself === undefined || unknown.length > 0) return { entries: [], problems: unknown };
  const database = databaseNamed(document, read.value.database, environment);
  const entry = toEntry({ service, environment }, read.value, itself, database);
  return { entries: [{ entry, at }], problems: simulationWithoutAws(entry, at) };
}

function unknownDatabase(document: Located, environment: string, written: LocatedEntry | undefined): Problem[] {
  if (written?.node.kind !== 'value' || typeof written.node.value !== 'string' || written.node.at === undefined)
    return [];
  const known = databaseNames(document, environment);
  if (known.includes(written.node.value)) return [];
  const near = nearest(written.node.value, known);
  const hint = near === undefined ? `known are ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  const says = `expected a database of ${environment} below databases, got ${shown(written.node.value)}; ${hint}`;
  return [{ at: written.node.at, says }];
}

/** Without it a simulation with its short waits would change the real account. */
const simulationWithoutAws = ({ kind, aws, environment }: CatalogueEntry, at: Place): Problem[] =>
  kind !== 'simulation' || aws.endpoint !== undefined
    ? []
    : [{ at, says: `expected environments.${environment}.endpoints.aws, as its kind is simulation, got nothing` }];

/** An alert has to find one service, so a name stands for one service in an environment. */
function sharedNames(entries: readonly PlacedEntry[]): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { entry, at } of entries) {
    for (const name of [entry.service, ...entry.aliases]) {
      const key = `${entry.environment}/${name}`;
      const owner = owners.get(key) ?? entry.service;
      owners.set(key, owner);
      if (owner !== entry.service) {
        problems.push({
          at,
          says: `${name} stands for ${owner} already in ${entry.environment}; a name finds one service`,
        });
      }
    }
  }
  return problems;
}
