// Runs of the deploy pipeline as GitHub lists them, and which of them are about this service.
import { z } from 'zod';
import type { CatalogueEntry, GithubEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import type { PipelineFacts, PipelineRun, RunsToEnd } from '../src/pipeline.js';
import type { Fact } from '../src/rollback.js';
import { factOf } from './fact.js';
import { askGithub, type GithubClient } from './github-client.js';

const listed = 50;
/** Of so many running ones it is asked what their jobs do. */
const mostAskedForJobs = 3;
const rollsBack = /roll[ _-]?back/i;

export interface Patience {
  readonly signal: AbortSignal;
  readonly ms: number;
}

const runShape = z.object({
  id: z.number(),
  run_number: z.number(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  html_url: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullish(),
  created_at: z.string(),
  head_sha: z.string(),
  event: z.string(),
  actor: z.object({ login: z.string() }).nullish(),
});
const runsShape = z.object({ workflow_runs: z.array(runShape) });
const jobsShape = z.object({ jobs: z.array(z.object({ name: z.string(), status: z.string() })) });

const seenRun = (answer: unknown, does: PipelineRun['does']): PipelineRun => {
  const run = read(runShape, answer);
  return {
    id: run.id,
    number: run.run_number,
    name: (run.display_title ?? run.name ?? 'without a title').slice(0, 120),
    url: run.html_url,
    status: run.status ?? 'unknown',
    ...(run.conclusion ? { conclusion: run.conclusion } : {}),
    createdAt: run.created_at,
    ...(run.actor ? { by: run.actor.login } : {}),
    commit: run.head_sha,
    does,
  };
};

/** Something between us and GitHub may answer in its place. */
function read<S extends z.ZodType>(shape: S, answer: unknown): z.output<S> {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw failure('GithubUnavailable', {
    attempted: 'Reading what GitHub answered',
    cameBack: 'it is not what GitHub answers',
    next: 'Check github.api in the catalogue',
  });
}

export const ownerAndName = ({ repository }: GithubEntry): { owner: string; repo: string } => {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
};

/** As a whole word of the title: `api-prod` is not the name in `api-prod-2`. */
const isCalled = (title: string, runName: string | undefined): boolean =>
  runName === undefined ||
  new RegExp(`(?<![\\w-])${runName.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}(?![\\w-])`, 'i').test(title);

/** Newest first, of one workflow and this service. */
export async function runsOf(
  github: GithubEntry,
  { file, runName }: { readonly file: string; readonly runName?: string },
  does: PipelineRun['does'],
  patience: Patience,
): Promise<PipelineRun[]> {
  const { data } = await askGithub(
    github,
    `Reading the runs of ${file} in ${github.repository}`,
    (client) =>
      client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
        ...ownerAndName(github),
        workflow_id: file,
        per_page: listed,
      }),
    patience,
  );
  return read(runsShape, data)
    .workflow_runs.map((run) => seenRun(run, does))
    .filter(({ name }) => isCalled(name, runName));
}

/** One run, as it is now. */
export async function runById(
  github: GithubEntry,
  { id, number, does }: Pick<PipelineRun, 'id' | 'does'> & { readonly number?: number },
  patience: Patience,
): Promise<PipelineRun> {
  const { data } = await askGithub(
    github,
    `Reading run ${number ?? id}`,
    (client) =>
      client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { ...ownerAndName(github), run_id: id }),
    patience,
  );
  return seenRun(data, does);
}

export const isRunning = ({ status }: PipelineRun): boolean => status !== 'completed';

/** Of the workflow that deploys. */
const runningDeploys = async (github: GithubEntry, patience: Patience): Promise<PipelineRun[]> =>
  (await runsOf(github, github.deploy, 'deploys', patience)).filter(isRunning);

/** Of the workflow that rolls back. */
const runningRollbacks = async (github: GithubEntry, patience: Patience): Promise<PipelineRun[]> =>
  github.rollback === undefined
    ? []
    : (await runsOf(github, github.rollback, 'rolls back', patience)).filter(isRunning);

/** What is to be stopped and runs still. */
export async function runningOf(github: GithubEntry, { rollbacks, runs }: RunsToEnd, patience: Patience) {
  const asked =
    runs === undefined
      ? [runningDeploys(github, patience), ...(rollbacks === true ? [runningRollbacks(github, patience)] : [])]
      : runs.map(async (run) => [await runById(github, run, patience)]);
  return (await Promise.all(asked)).flat().filter(isRunning);
}

/** What of the pipeline runs for this service now. */
export function readPipeline({ github }: CatalogueEntry, patience: Patience): Promise<Fact<PipelineFacts>> {
  if (github === undefined) return Promise.resolve({ state: 'not connected' });
  return factOf(async () => {
    const [deploys, rollbacks] = await Promise.all([
      runningDeploys(github, patience),
      runningRollbacks(github, patience),
    ]);
    const told = await Promise.all(
      deploys.map((run, index) =>
        index < mostAskedForJobs ? asItsJobsSay(github, run, patience) : Promise.resolve(run),
      ),
    );
    return { running: [...rollbacks, ...told] };
  });
}

/** A pipeline may have a rollback job of its own, which begins when its checks fail (decision 16). */
async function asItsJobsSay(github: GithubEntry, run: PipelineRun, patience: Patience): Promise<PipelineRun> {
  const jobs = (client: GithubClient) =>
    client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', { ...ownerAndName(github), run_id: run.id });
  const { data } = await askGithub(github, `Reading the jobs of run ${run.number}`, jobs, patience);
  const atWork = read(jobsShape, data).jobs.some(
    ({ name, status }) => rollsBack.test(name) && status === 'in_progress',
  );
  return atWork ? { ...run, does: 'rolls back' } : run;
}
