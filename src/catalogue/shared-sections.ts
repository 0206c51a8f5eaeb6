// What stands beside the services: the top of the file, defaults, environments and databases.
import { z } from 'zod';
import { fillNames } from './effective.js';
import { type Located, plainOf } from './located.js';
import { asLayer, child, keysOf, withoutNothing } from './merge.js';
import type { Place, Problem } from './problems.js';
import { database, runbook, topLevel } from './schema/document.js';
import { environmentItself, settings } from './schema/settings.js';
import type { EnvironmentItself } from './to-entry.js';
import { partly, unknownKey, validate } from './validate.js';

const settingsInPart = partly(settings);
const environment = z.strictObject({ ...partShape(), ...environmentItself });

function partShape(): Record<string, z.ZodType> {
  return settingsInPart instanceof z.ZodObject ? { ...(settingsInPart.shape as Record<string, z.ZodType>) } : {};
}

export interface Around {
  readonly start: Place;
  readonly environments: ReadonlyMap<string, EnvironmentItself>;
  readonly problems: readonly Problem[];
}

interface Part {
  readonly name: string;
  readonly node: Located;
  readonly at: Place;
}

/** The entries of a mapping; what stands there instead of a mapping is a problem of its own. */
export function partsOf(
  parent: Located | undefined,
  start: Place,
  what: string,
): { parts: Part[]; problems: Problem[] } {
  const layer = asLayer(parent);
  if (layer.kind !== 'map') {
    return { parts: [], problems: [{ at: layer.at ?? start, says: `expected ${what}, got something else` }] };
  }
  const parts = [...layer.entries].map(([name, { node, keyAt }]) => ({ name, node, at: keyAt ?? node.at ?? start }));
  return { parts, problems: [] };
}

const prepared = (node: Located, service: string, environment: string): Located =>
  withoutNothing(fillNames(asLayer(node), service, environment));

export function readAround(document: Located, start: Place): Around {
  const top = partsOf(document, start, `a mapping with ${topLevel.join(', ')}`);
  const environments = readEnvironments(child(document, 'environments')?.node, start);
  return {
    start,
    environments: environments.known,
    problems: [
      ...top.problems,
      ...top.parts
        .filter(({ name }) => !(topLevel as readonly string[]).includes(name))
        .map(({ name, at }) => ({ at, says: unknownKey(name, topLevel) })),
      ...problemsWith(runbook, child(document, 'runbook')?.node, start),
      ...problemsWith(
        settingsInPart,
        prepared(asLayer(child(document, 'defaults')?.node), 'service', 'environment'),
        start,
      ),
      ...environments.problems,
      ...readDatabases(document, environments.known, start),
    ],
  };
}

function problemsWith(schema: z.ZodType, node: Located | undefined, start: Place): readonly Problem[] {
  if (node === undefined) return [];
  const result = validate(schema, withoutNothing(node), node.at ?? start);
  return result.ok ? [] : result.problems;
}

function readEnvironments(parent: Located | undefined, start: Place) {
  const { parts, problems } = partsOf(parent, start, 'a mapping of environments');
  const known = new Map<string, EnvironmentItself>();
  for (const { name, node, at } of parts) {
    const filled = prepared(node, 'service', name);
    const result = validate(environment, filled, at);
    const itself = z.object(environmentItself).safeParse(plainOf(filled));
    known.set(name, itselfOf(itself.success ? itself.data : {}));
    problems.push(...(result.ok ? [] : result.problems), ...scaledProduction(filled, at));
  }
  return { known, problems };
}

type Written = z.output<z.ZodObject<typeof environmentItself>>;

function itselfOf({ kind, timeScale, endpoints }: Written): EnvironmentItself {
  return { kind: kindOf(kind), timeScale: timeScale ?? 1, endpoints: endpoints ?? {} };
}

/** Design §3: whatever is not known to be harmless is production. */
const kindOf = (written: unknown): EnvironmentItself['kind'] =>
  written === 'staging' || written === 'simulation' ? written : 'production';

function scaledProduction(node: Located, at: Place): Problem[] {
  const scale = child(node, 'timeScale');
  const kind = child(node, 'kind')?.node;
  const counts = kindOf(kind?.kind === 'value' ? kind.value : undefined);
  if (scale === undefined || counts === 'simulation') return [];
  return [{ at: scale.node.at ?? at, says: `is allowed only where kind is simulation; this counts as ${counts}` }];
}

function readDatabases(
  document: Located,
  environments: ReadonlyMap<string, unknown>,
  start: Place,
): readonly Problem[] {
  const databases = partsOf(child(document, 'databases')?.node, start, 'a mapping of databases');
  const each = databases.parts.map(({ node, at }) => {
    const inEnvironments = partsOf(node, at, 'a mapping of environments');
    const undeclared = undeclaredIn(inEnvironments.parts, environments);
    const wrong = inEnvironments.parts.flatMap((part) => problemsWith(database, asLayer(part.node), part.at));
    return [...inEnvironments.problems, ...undeclared, ...wrong];
  });
  return [...databases.problems, ...each.flat()];
}

/** An environment has to be declared: otherwise a misspelt key would be one more production. */
export const undeclaredIn = (parts: readonly Part[], environments: ReadonlyMap<string, unknown>): Problem[] =>
  parts
    .filter(({ name }) => !environments.has(name))
    .map(({ name, at }) => ({
      at,
      says: `no such environment below environments: ${unknownKey(name, [...environments.keys()])}`,
    }));

export const databaseNames = (document: Located, environmentName: string): string[] =>
  keysOf(child(document, 'databases')?.node).filter(
    (name) => child(child(child(document, 'databases')?.node, name)?.node, environmentName) !== undefined,
  );

/** As it stands below databases; undefined where it is wrong, which is said elsewhere. */
export function databaseNamed(document: Located, name: string | undefined, environmentName: string) {
  const node = name === undefined ? undefined : child(child(document, 'databases')?.node, name)?.node;
  const there = child(node, environmentName)?.node;
  return there === undefined ? undefined : database.safeParse(plainOf(withoutNothing(asLayer(there)))).data;
}
