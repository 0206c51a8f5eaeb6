import type { Settings } from './schema/settings.js';

type Addresses = Readonly<Record<string, string>>;

/** What a catalogue may name and no code of Runback reaches so far, as people call it → its address. */
export function addressesNotReachedYet(settings: Settings): Addresses {
  const { thirdParties = {} } = settings;
  const named = Object.entries(thirdParties).map(
    ([name, { url, query }]) => [`Third party ${name}`, url ?? query] as const,
  );
  return Object.fromEntries(named.flatMap(([name, address]) => (address === undefined ? [] : [[name, address]])));
}
