// The new release and the one beside it as Prometheus measures them, each by itself.

import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { releasePlaceholders } from '../src/catalogue/measured-entry.js';
import type { MeasuredRelease, SideBySideFacts } from '../src/guard/side-by-side.js';
import { withWindow } from '../src/promql.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import { revisionOf, shortName } from '../src/runbook/wording.js';
import { factOf } from './fact.js';
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
  const { releaseErrorRate, releaseRequests } = entry.prometheus?.queries ?? {};
  if (entry.prometheus === undefined || releaseErrorRate === undefined || releaseRequests === undefined)
    return { state: 'not connected' };
  if (!entry.triggers.sideBySide) return { state: 'not connected' };
  const prometheus = prometheusOf(entry.prometheus.url);
  const read = async (release: ReleaseName): Promise<MeasuredRelease> => {
    const value = (template: string) =>
      prometheus.valueAt(withWindow(ofRelease(template, release), entry.timings.errorRateMinute), at);
    const [ratio, requests] = await Promise.all([value(releaseErrorRate), value(releaseRequests)]);
    return { release, ratio, requests };
  };
  return factOf(async () => {
    if (older === undefined) return { newer: { release: newer, ratio: null, requests: null } };
    if (ofRelease(releaseRequests, newer) === ofRelease(releaseRequests, older))
      throw new Error(`the query does not tell ${shortName(newer)} from the release beside it`);
    const [now, before] = await Promise.all([read(newer), read(older)]);
    return { newer: now, older: before };
  });
}

/** Throws where the release has no such name, or one that a query cannot hold. */
export function ofRelease(template: string, release: ReleaseName): string {
  const values = {
    version: release.version,
    commit: release.commit,
    revision: revisionOf(release.taskDefinition).slice(1),
  };
  return releasePlaceholders.reduce((query, name) => {
    if (!query.includes(`{{${name}}}`)) return query;
    const value = values[name];
    if (value === undefined || !/^[\w.+:/@-]{1,200}$/.test(value))
      throw new Error(`${shortName(release)} has no ${name} that a query can name`);
    return query.replaceAll(`{{${name}}}`, value);
  }, template);
}
