// Follows one run of the pipeline to its end, or to its deadline.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { GithubEntry } from '../src/catalogue/entry.js';
import { remedyOf } from '../src/failures.js';
import { type PipelineFollowed, type PipelineRun, runInWords } from '../src/pipeline.js';
import type { Activities } from './activities.js';
import { isRunning, runById } from './github-runs.js';

const oneAnswerMs = 4_000;

/** Whatever GitHub does not answer is asked again until the deadline: a run that cannot be seen has not failed. */
export async function followPipelineRun({
  entry,
  run,
  deadline,
}: Parameters<Activities['followPipelineRun']>[0]): Promise<PipelineFollowed> {
  const { github } = entry;
  const context = Context.current();
  let why = `${runInWords(run)} was not read yet`;
  for (;;) {
    if (github !== undefined) {
      const seen = await readRun(github, run);
      if (typeof seen !== 'string' && !isRunning(seen)) return endOf(seen);
      why = typeof seen === 'string' ? seen : `${runInWords(seen)} is ${seen.status.replaceAll('_', ' ')}`;
    }
    context.heartbeat(why);
    if (Date.now() >= Date.parse(deadline)) return { end: 'out of time', why };
    await sleep(entry.timings.poll, undefined, { signal: context.cancellationSignal });
  }
}

const endOf = (run: PipelineRun): PipelineFollowed => ({
  end: run.conclusion === 'success' ? 'succeeded' : 'failed',
  why: `${runInWords(run)} ended with ${run.conclusion ?? 'no conclusion'}`,
});

/** The run, or why it could not be read. */
async function readRun(github: GithubEntry, run: PipelineRun): Promise<PipelineRun | string> {
  try {
    return await runById(github, run, { signal: Context.current().cancellationSignal, ms: oneAnswerMs });
  } catch (error) {
    if (error instanceof ApplicationFailure && remedyOf(error) !== undefined) return error.message;
    throw error;
  }
}
