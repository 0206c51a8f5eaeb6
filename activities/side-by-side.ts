// The new release and the one beside it as Prometheus measures them, each by itself.

import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { MeasuredRelease, SideBySideFacts } from '../src/guard/side-by-side.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import { factOf } from './fact.js';
import { readRelease, releaseQueriesOf, tellApart } from './of-release.js';
import type { Prometheus } from './prometheus.js';

interface Both {
  readonly newer: ReleaseName;
  readonly older: ReleaseName | undefined;
}

/** Never throws. Not connected without the queries, and where the catalogue has the comparison switched off. */
export async function readSideBySide(
  entry: CatalogueEntry,
  { newer, older }: Both,
  prometheusOf: (url: string) => Prometheus,
  at: number,
): Promise<Fact<SideBySideFacts>> {
  const queries = entry.prometheus && releaseQueriesOf(entry.prometheus.queries);
  if (entry.prometheus === undefined || queries === undefined) return { state: 'not connected' };
  if (!entry.triggers.sideBySide) return { state: 'not connected' };
  const over = { prometheus: prometheusOf(entry.prometheus.url), window: entry.timings.errorRateMinute, at };
  const read = async (release: ReleaseName): Promise<MeasuredRelease> => ({
    release,
    ...(await readRelease(queries, release, over)),
  });
  return factOf(async () => {
    if (older === undefined) return { newer: { release: newer, ratio: null, requests: null } };
    tellApart(queries, newer, older);
    const [now, before] = await Promise.all([read(newer), read(older)]);
    return { newer: now, older: before };
  });
}
