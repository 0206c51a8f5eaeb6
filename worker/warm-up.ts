import { setTimeout as after } from 'node:timers/promises';
import type { AwsAccess } from '../activities/aws-clients.js';
import { lookAround } from '../activities/look-around.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';

const mayTakeMs = 3_000;

/**
 * One look per account and region before the first rollback needs it: credentials are fetched, connections are open and
 * code is compiled, and what cannot be reached is said now. Reads only; ends after three seconds at the latest.
 */
export async function warmUp(
  aws: AwsAccess,
  entries: readonly CatalogueEntry[],
  onTrouble: (entry: CatalogueEntry, error: unknown) => void,
): Promise<void> {
  const firstOfPlace = new Map(entries.toReversed().map((entry) => [aws.place(entry), entry]));
  const looks = [...firstOfPlace.values()].map((entry) =>
    lookAround({ aws })({ entry }).catch((error: unknown) => onTrouble(entry, error)),
  );
  await Promise.race([Promise.all(looks), after(mayTakeMs, undefined, { ref: false })]);
}
