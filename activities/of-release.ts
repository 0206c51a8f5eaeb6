// One release alone as Prometheus measures it, by whatever the catalogue's query names it by.

import type { Queries } from '../src/catalogue/measured-entry.js';
import { releasePlaceholders } from '../src/catalogue/measured-entry.js';
import { withWindow } from '../src/promql.js';
import type { ReleaseName } from '../src/rollback.js';
import { revisionOf, shortName } from '../src/runbook/wording.js';
import type { Prometheus } from './prometheus.js';

/** Both are needed to say anything of a release. */
export type ReleaseQueries = Required<Pick<Queries, 'releaseErrorRate' | 'releaseRequests'>>;

/** Undefined unless the catalogue has both. */
export const releaseQueriesOf = ({ releaseErrorRate, releaseRequests }: Queries): ReleaseQueries | undefined =>
  releaseErrorRate === undefined || releaseRequests === undefined ? undefined : { releaseErrorRate, releaseRequests };

export interface MeasuredOver {
  readonly prometheus: Pick<Prometheus, 'valueAt'>;
  /** Milliseconds. */
  readonly window: number;
  readonly at: number;
}

/** Ratio 0–1 and requests; null where nothing was measured. */
export async function readRelease(
  { releaseErrorRate, releaseRequests }: ReleaseQueries,
  release: ReleaseName,
  { prometheus, window, at }: MeasuredOver,
): Promise<{ readonly ratio: number | null; readonly requests: number | null }> {
  const value = (template: string) => prometheus.valueAt(withWindow(ofRelease(template, release), window), at);
  const [ratio, requests] = await Promise.all([value(releaseErrorRate), value(releaseRequests)]);
  return { ratio, requests };
}

/** Throws where one query would count both. */
export function tellApart({ releaseRequests }: ReleaseQueries, newer: ReleaseName, older: ReleaseName): void {
  if (ofRelease(releaseRequests, newer) === ofRelease(releaseRequests, older))
    throw new Error(`the query does not tell ${shortName(newer)} from the release beside it`);
}

/** Throws where the release has no such name, or one that a query cannot hold. */
export function ofRelease(template: string, release: ReleaseName): string {
  const { version, commit, taskDefinition } = release;
  const values = { version, commit, revision: revisionOf(taskDefinition).slice(1) };
  return releasePlaceholders.reduce((query, name) => {
    if (!query.includes(`{{${name}}}`)) return query;
    const value = values[name];
    if (value === undefined || !/^[\w.+:/@-]{1,200}$/.test(value))
      throw new Error(`${shortName(release)} has no ${name} that a query can name`);
    return query.replaceAll(`{{${name}}}`, value);
  }, template);
}
