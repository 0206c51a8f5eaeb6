// Who else stands on a database, and what each of them runs: read from ECS, then from that release's own migrations.
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { ServiceBeside } from '../../src/catalogue/service-beside.js';
import { fitOf, type ServiceOnDatabase } from '../../src/database/services-on.js';
import type { ReleaseName } from '../../src/rollback.js';
import { fullName, oneLine } from '../../src/runbook/wording.js';
import { withinAttempt } from '../attempt.js';
import type { AwsAccess } from '../aws-clients.js';
import { describeTaskDefinition } from '../ecs-releases.js';
import { describeService } from '../ecs-service.js';
import { releaseNameOf } from '../release-fields.js';

export interface VersionsFolder {
  readonly heads: readonly string[];
  readonly revisions: readonly { readonly revision: string }[];
}

export interface ServicesAsked {
  readonly itself: { readonly service: string; readonly from: ReleaseName };
  readonly beside: readonly ServiceBeside[];
  /** Of the release of that service: every one of which a task runs. */
  readonly running: (service: ServiceBeside) => Promise<readonly ReleaseName[]>;
}

interface Between {
  readonly down: readonly string[];
  readonly target: VersionsFolder;
  /** The versions folder at a commit. */
  readonly folderAt: (commit: string) => Promise<VersionsFolder>;
}

/** Never rejects: what cannot be read is not known, and an approver has to answer for it. */
export async function servicesOn({ itself, beside, running }: ServicesAsked, between: Between) {
  const own: ServiceOnDatabase = { service: itself.service, runs: fullName(itself.from), fit: 'goes back' };
  const others = await Promise.all(beside.map((each) => runningOn(each, running, between)));
  return [own, ...others.flat()];
}

async function runningOn(
  other: ServiceBeside,
  running: ServicesAsked['running'],
  between: Between,
): Promise<readonly ServiceOnDatabase[]> {
  const { service } = other;
  try {
    const releases = await running(other);
    if (releases.length === 0) return [{ service, runs: 'no task', fit: 'fits' }];
    return await Promise.all(releases.map((release) => judged(service, release, between)));
  } catch (error) {
    return [{ service, fit: 'not known', why: reason(error) }];
  }
}

async function judged(service: string, release: ReleaseName, between: Between): Promise<ServiceOnDatabase> {
  const named = { service, runs: fullName(release) };
  if (release.commit === undefined) return { ...named, fit: 'not known', why: 'it does not say its commit' };
  try {
    const { heads, revisions } = await between.folderAt(release.commit);
    const target = between.target.revisions.map(({ revision }) => revision);
    const bears = { heads, revisions: revisions.map(({ revision }) => revision) };
    return { ...named, ...fitOf(bears, { down: between.down, target }) };
  } catch (error) {
    return { ...named, fit: 'not known', why: reason(error) };
  }
}

const reason = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error), 200);

/** The releases of which a task runs, or is to run. */
export const runningReleases =
  (aws: AwsAccess, entry: CatalogueEntry): ServicesAsked['running'] =>
  async (beside) => {
    const there: CatalogueEntry = { ...entry, ...beside };
    const { ecs } = aws.of(there);
    const { deployments = [] } = await describeService(ecs, there, withinAttempt());
    const runs = deployments.filter(({ status, runningCount = 0 }) => runningCount > 0 || status === 'PRIMARY');
    const arns = [...new Set(runs.flatMap(({ taskDefinition }) => taskDefinition ?? []))];
    const described = await Promise.all(arns.map((arn) => describeTaskDefinition(ecs, arn, withinAttempt())));
    return described.map((each) => releaseNameOf(each, there.release));
  };
