// What each of two releases that serve beside each other answers by itself, as Prometheus counts it.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { releasePlaceholders } from '../src/catalogue/measured-entry.js';
import type { BesideEachOther, SeenRevision } from '../src/plan/both-bad.js';
import { withWindow } from '../src/promql.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import { revisionOf, shortName } from '../src/runbook/wording.js';
import type { SeenRelease, SeenService } from '../src/situation.js';
import { factOf } from './fact.js';
import { prometheusAt } from './prometheus.js';

/** None of this may delay a change. */
const withinMs = 2_000;

/** Over the newest minute. Undefined where one release serves alone, or the catalogue has no query of one; never fails. */
export async function readBesideEachOther(
  { prometheus, timings }: CatalogueEntry,
  { deployments }: SeenService,
  releases: readonly SeenRelease[],
  signal: AbortSignal,
): Promise<Fact<BesideEachOther> | undefined> {
  const { releaseErrorRate, releaseRequests } = prometheus?.queries ?? {};
  const both = twoThatServe(deployments);
  if (prometheus === undefined || releaseErrorRate === undefined || releaseRequests === undefined) return undefined;
  if (both === undefined) return undefined;
  const metrics = prometheusAt(prometheus.url, withinMs, signal);
  const now = Date.now();
  const nameOf = (taskDefinition: string): ReleaseName =>
    releases.find((each) => each.taskDefinition === taskDefinition) ?? { taskDefinition };
  const read = async (taskDefinition: string): Promise<SeenRevision> => {
    const value = (template: string) =>
      metrics.valueAt(withWindow(ofRelease(template, nameOf(taskDefinition)), timings.errorRateMinute), now);
    const [ratio, requests] = await Promise.all([value(releaseErrorRate), value(releaseRequests)]);
    return { taskDefinition, requests, errors: ratio === null || requests === null ? null : ratio * requests };
  };
  return factOf(async () => {
    const [one, other] = [both.newer, both.older].map((each) => ofRelease(releaseRequests, nameOf(each)));
    if (one === other) throw new Error('the query does not tell the two releases that serve from each other');
    const [newer, older] = await Promise.all([read(both.newer), read(both.older)]);
    return { newer, older };
  });
}

function twoThatServe(deployments: SeenService['deployments']): { newer: string; older: string } | undefined {
  const running = deployments.filter(({ running: tasks }) => tasks > 0);
  const newer = running.find(({ status }) => status === 'PRIMARY')?.taskDefinition;
  const [older] = running
    .filter(({ taskDefinition }) => taskDefinition !== newer)
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return newer === undefined || older === undefined ? undefined : { newer, older: older.taskDefinition };
}

/** Throws where the release has no such name, or one that a query cannot hold. */
function ofRelease(template: string, { version, commit, taskDefinition }: ReleaseName): string {
  const values = { version, commit, revision: revisionOf(taskDefinition).slice(1) };
  return releasePlaceholders.reduce((query, name) => {
    if (!query.includes(`{{${name}}}`)) return query;
    const value = values[name];
    if (value === undefined || !/^[\w.+:/@-]{1,200}$/.test(value))
      throw new Error(`${shortName({ taskDefinition })} has no ${name} that a query can name`);
    return query.replaceAll(`{{${name}}}`, value);
  }, template);
}
