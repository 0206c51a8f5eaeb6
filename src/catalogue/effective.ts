// What holds for one service in one environment: defaults, its environment, what it extends, and its own words, in this order.
import { defaults as ownDefaults } from './defaults.js';
import { below, emptyMap, type Located, type LocatedMap, locatedFrom, plainOf } from './located.js';
import { asLayer, child, keysOf, mapTexts, mergeLocated, without, withoutNothing } from './merge.js';
import { nearest } from './nearest.js';
import type { Place, Problem } from './problems.js';

export interface Effective {
  readonly settings: Located;
  /** Where the service's own words for this environment stand. */
  readonly at: Place;
  readonly problems: readonly Problem[];
}

const section = (document: Located, ...path: readonly string[]): Located | undefined =>
  path.reduce<Located | undefined>((node, key) => child(node, key)?.node, document);

/** Keys of an environment that are about itself and not about its services. */
const aboutItself = ['kind', 'timeScale', 'endpoints'] as const;

const asMap = (located: Located): LocatedMap => (located.kind === 'map' ? located : emptyMap);

export const fillNames = (located: Located, service: string, environment: string): Located =>
  mapTexts(located, (text) =>
    text.replace(/\{\{\s*(service|environment)\s*\}\}/g, (_, name) => (name === 'service' ? service : environment)),
  );

interface Chain {
  readonly layer: Located;
  readonly problems: readonly Problem[];
}

/** `extends: other-service` means the same environment of it; `other-service.staging` names another one. */
function extended(document: Located, service: string, environment: string, visited: readonly string[]): Chain {
  const own = asLayer(section(document, 'services', service, environment));
  const words = child(own, 'extends');
  const layer = own.kind === 'map' ? without(own, 'extends') : own;
  if (words === undefined) return { layer, problems: [] };
  const at = words.node.at ?? words.keyAt ?? placeOf(document, service, environment);
  const written = words.node.kind === 'value' && typeof words.node.value === 'string' ? words.node.value : '';
  const refuse = (says: string): Chain => ({ layer, problems: [{ at, says }] });
  const base = theOneNamed(document, written, environment);
  if (base === undefined) {
    const known = keysOf(section(document, 'services')).filter((each) => each !== service);
    const near = nearest(written, known);
    return refuse(
      `expected a service to extend, or service.environment, got ${JSON.stringify(written)}; ${near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`}`,
    );
  }
  const name = `${base.service}.${base.environment}`;
  if (visited.includes(name)) return refuse(`extends itself: ${[...visited, name].join(' → ')}`);
  const chain = extended(document, base.service, base.environment, [...visited, name]);
  return { layer: mergeLocated(ofAnother(chain.layer), layer), problems: chain.problems };
}

/** A release script that is not told the service would roll back the one that is extended. */
function ofAnother(base: Located): Located {
  const script = child(base, 'script')?.node;
  if (base.kind !== 'map' || script === undefined) return base;
  return /\{\{\s*service\s*\}\}/.test(JSON.stringify(plainOf(script))) ? base : without(base, 'script');
}

function theOneNamed(document: Located, written: string, environment: string) {
  const candidates = [
    { service: written, environment },
    { service: written.slice(0, written.lastIndexOf('.')), environment: written.slice(written.lastIndexOf('.') + 1) },
  ];
  return candidates.find((each) => child(section(document, 'services', each.service), each.environment) !== undefined);
}

function placeOf(document: Located, service: string, environment: string): Place {
  const path = below(below('services', service), environment);
  const entry = child(section(document, 'services', service), environment);
  return entry?.keyAt ?? entry?.node.at ?? { file: '', line: 1, column: 1, path };
}

/** Nothing is validated here but `extends`. */
export function effectiveSettings(document: Located, service: string, environment: string): Effective {
  const ofEnvironment = without(asMap(asLayer(section(document, 'environments', environment))), ...aboutItself);
  const chain = extended(document, service, environment, [`${service}.${environment}`]);
  const layers = [locatedFrom(ownDefaults), asLayer(section(document, 'defaults')), ofEnvironment, chain.layer];
  const merged = layers.reduce(mergeLocated);
  const at = placeOf(document, service, environment);
  const settings = withoutNothing(fillNames(merged, service, environment));
  return { settings: { ...settings, at }, at, problems: chain.problems };
}
