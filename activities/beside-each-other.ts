// What each of two releases that serve beside each other answers by itself, as Prometheus counts it.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { BesideEachOther, SeenRevision } from '../src/plan/both-bad.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import type { SeenRelease, SeenService } from '../src/situation.js';
import { factOf } from './fact.js';
import { readRelease, releaseQueriesOf, tellApart } from './of-release.js';
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
  const queries = prometheus && releaseQueriesOf(prometheus.queries);
  const both = twoThatServe(deployments);
  if (prometheus === undefined || queries === undefined || both === undefined) return undefined;
  const metrics = prometheusAt(prometheus.url, withinMs, signal);
  const over = { prometheus: metrics, window: timings.errorRateMinute, at: Date.now() };
  const nameOf = (taskDefinition: string): ReleaseName =>
    releases.find((each) => each.taskDefinition === taskDefinition) ?? { taskDefinition };
  const read = async (taskDefinition: string): Promise<SeenRevision> => {
    const { ratio, requests } = await readRelease(queries, nameOf(taskDefinition), over);
    return { taskDefinition, requests, errors: ratio === null || requests === null ? null : ratio * requests };
  };
  return factOf(async () => {
    tellApart(queries, nameOf(both.newer), nameOf(both.older));
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
