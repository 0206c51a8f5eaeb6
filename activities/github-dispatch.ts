// Starts the pipeline's rollback workflow, at most once: an answer that was lost is looked for, never asked for again.
import { ApplicationFailure } from '@temporalio/common';
import type { GithubEntry } from '../src/catalogue/entry.js';
import { failure, remedyOf } from '../src/failures.js';
import type { PipelineDispatched, PipelineRun } from '../src/pipeline.js';
import type { ReleaseName } from '../src/rollback.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import { askGithub } from './github-client.js';
import { ownerAndName, runById, runsOf } from './github-runs.js';

const dispatchMs = 7_000;
const oneAnswerMs = 5_000;

type Dispatch = Parameters<Activities['dispatchPipelineRollback']>[0];

/** Run with one attempt alone: whether GitHub took it is then asked of GitHub. */
export async function dispatchPipelineRollback({ entry, target }: Dispatch): Promise<PipelineDispatched> {
  const { github } = entry;
  const { rollback } = github ?? {};
  if (github === undefined || rollback === undefined)
    return { sent: 'no', why: 'the catalogue has no rollback workflow' };
  try {
    return await dispatch(github, rollback, target.release);
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || remedyOf(error) === undefined) throw error;
    const wasRefused = remedyOf(error) !== 'transient' || /: (403|429) /.test(error.message);
    return { sent: wasRefused ? 'no' : 'maybe', why: error.message };
  }
}

async function dispatch(
  github: GithubEntry,
  { file, ref, inputs }: NonNullable<GithubEntry['rollback']>,
  release: ReleaseName,
): Promise<PipelineDispatched> {
  const attempted = `Dispatching ${file} in ${github.repository}`;
  const { data } = await askGithub(
    github,
    attempted,
    (client) =>
      client.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
        ...ownerAndName(github),
        workflow_id: file,
        ref,
        inputs: filled(inputs, release, attempted),
        return_run_details: true,
        request: { retries: 0 },
      }),
    { signal: withinAttempt(), ms: dispatchMs },
  );
  const id = runIdIn(data);
  if (id === undefined) return { sent: 'yes', why: 'GitHub took it without saying which run it began' };
  return runById(github, { id, does: 'rolls back' }, { signal: withinAttempt(), ms: oneAnswerMs })
    .then((run) => ({ run }))
    .catch(() => ({ sent: 'yes', why: `GitHub began run ${id}, which was not read` }));
}

/** Newer GitHub says which run it began, older ones say nothing. */
const runIdIn = (data: unknown): number | undefined =>
  typeof data === 'object' && data !== null && 'workflow_run_id' in data && typeof data.workflow_run_id === 'number'
    ? data.workflow_run_id
    : undefined;

/** A release that does not say what an input needs cannot be asked for. */
function filled(
  inputs: Readonly<Record<string, string>>,
  { commit, version, tag }: ReleaseName,
  attempted: string,
): Record<string, string> {
  const names: Readonly<Record<string, string | undefined>> = { commit, version, tag };
  const fill = (template: string) =>
    template.replaceAll(/\{\{\s*(commit|version|tag)\s*\}\}/g, (_, name: string) => {
      const value = names[name];
      if (value !== undefined) return value;
      throw failure('GithubRefused', {
        attempted,
        cameBack: `the target says no ${name}`,
        next: 'Correct `release` or the inputs in the catalogue',
      });
    });
  return Object.fromEntries(Object.entries(inputs).map(([name, template]) => [name, fill(template)]));
}

/** Before a dispatch, so that its run can be told from those that were there; 0 where none was. */
export async function newestPipelineRollback({
  entry: { github },
}: Parameters<Activities['newestPipelineRollback']>[0]): Promise<number> {
  if (github?.rollback === undefined) return 0;
  const runs = await runsOf(github, github.rollback, 'rolls back', { signal: withinAttempt(), ms: oneAnswerMs });
  return Math.max(0, ...runs.map(({ id }) => id));
}

/** The run that began after that one; fails benignly while GitHub does not list it. */
export async function findPipelineRollback({
  entry: { github },
  after,
}: Parameters<Activities['findPipelineRollback']>[0]): Promise<PipelineRun> {
  const { rollback } = github ?? {};
  const attempted = 'Looking for the run that was dispatched';
  if (github === undefined || rollback === undefined)
    throw failure('GithubRefused', { attempted, cameBack: 'the catalogue has no rollback workflow', next: 'Add it' });
  const runs = await runsOf(github, rollback, 'rolls back', { signal: withinAttempt(), ms: oneAnswerMs });
  const ours = runs.findLast(({ id }) => id > after);
  if (ours !== undefined) return ours;
  throw failure('NotYet', { attempted, cameBack: 'GitHub does not list it', next: 'Runback looks again by itself' });
}
