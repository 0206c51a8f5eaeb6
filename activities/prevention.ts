// Runbook › Prevention: what staging and GitHub know of the release that was left. Each source may be unknown on its own.
import { z } from 'zod';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { CheckRuns, InStaging, PreventionFacts } from '../src/prevention.js';
import type { Fact, ReleaseName } from '../src/rollback.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { readHistory } from './ecs-history.js';
import { describeTaskDefinition } from './ecs-releases.js';
import { factOf } from './fact.js';
import { askGithub } from './github-client.js';
import { releaseNameOf } from './release-fields.js';

const answersWithinMs = 4_000;

export interface PreventionAsked {
  readonly entry: CatalogueEntry;
  /** The release that was left. */
  readonly release: ReleaseName;
  /** ISO time at which it was deployed; absent where that is not known. */
  readonly deployedAt?: string;
}

export const gatherPrevention =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (asked: PreventionAsked): Promise<PreventionFacts> => {
    const [staging, checkRuns] = await Promise.all([stagingOf(aws, asked), checkRunsOf(asked)]);
    return { staging, checkRuns };
  };

async function stagingOf(aws: AwsAccess, { entry, release, deployedAt }: PreventionAsked): Promise<Fact<InStaging>> {
  const { staging } = entry;
  if (staging === undefined) return { state: 'not connected' };
  if (deployedAt === undefined) return { state: 'unknown', why: 'when it was deployed here is not known' };
  const there: CatalogueEntry = { ...entry, ...staging };
  return factOf(async () => {
    const { ecs } = aws.of(there);
    const signal = withinAttempt(answersWithinMs);
    const { deployments } = await readHistory(ecs, there, signal);
    const ended = deployments
      .filter(({ status, finishedAt }) => status === 'SUCCESSFUL' && finishedAt !== undefined)
      .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    const names = new Map<string, ReleaseName>();
    for (const arn of new Set(ended.flatMap(({ taskDefinition }) => taskDefinition ?? []))) {
      names.set(arn, releaseNameOf(await describeTaskDefinition(ecs, arn, signal), there.release));
    }
    const isIt = (arn: string | undefined) => arn !== undefined && isSame(release, names.get(arn));
    const stays = ended.flatMap(({ taskDefinition, finishedAt }, index) => {
      if (!isIt(taskDefinition) || finishedAt === undefined) return [];
      const until = Math.min(Date.parse(ended[index + 1]?.createdAt ?? deployedAt), Date.parse(deployedAt));
      return [Math.max(0, until - Date.parse(finishedAt))];
    });
    const oldest = ended[0]?.createdAt;
    return {
      environment: there.environment,
      ranMs: stays.length === 0 ? 'not seen' : stays.reduce((sum, ms) => sum + ms, 0),
      ...(oldest === undefined ? {} : { lookedBackTo: oldest }),
    };
  });
}

/** By commit where both say one, else by version. */
function isSame(one: ReleaseName, other: ReleaseName | undefined): boolean {
  if (one.commit !== undefined && other?.commit !== undefined)
    return one.commit.startsWith(other.commit) || other.commit.startsWith(one.commit);
  return one.version !== undefined && one.version === other?.version;
}

const checkRunsShape = z.object({
  total_count: z.number(),
  check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullish() })),
});
const passes = ['success', 'neutral', 'skipped'];

async function checkRunsOf({ entry: { github }, release: { commit } }: PreventionAsked): Promise<Fact<CheckRuns>> {
  if (github === undefined) return { state: 'not connected' };
  if (commit === undefined) return { state: 'unknown', why: 'the release does not say its commit' };
  return factOf(async () => {
    const [owner = '', repo = ''] = github.repository.split('/');
    const path = { owner, repo, ref: commit, filter: 'latest', per_page: 100 } as const;
    const { data } = await askGithub(
      github,
      `Reading the check runs of ${commit}`,
      (client) => client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', path),
      { signal: withinAttempt(), ms: answersWithinMs },
    );
    const { total_count: total, check_runs: runs } = checkRunsShape.parse(data);
    const over = runs.filter(({ status }) => status === 'completed');
    const failed = over
      .filter(({ conclusion }) => !passes.includes(conclusion ?? ''))
      .map(({ name }) => name.slice(0, 100));
    return { commit, total, open: total - over.length, failed: failed.slice(0, 10) };
  });
}
