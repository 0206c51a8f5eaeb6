// The organisation's deploy pipeline (GitHub Actions), as far as a rollback has to know it: what runs, and what that means.
import type { Fact } from './rollback.js';

export interface PipelineRun {
  readonly id: number;
  readonly number: number;
  /** As its page is titled. */
  readonly name: string;
  /** For people. */
  readonly url: string;
  /** queued, in_progress, waiting, …; completed once it is over. */
  readonly status: string;
  readonly conclusion?: string;
  readonly createdAt: string;
  readonly by?: string;
  readonly commit: string;
  /** A run of the rollback workflow, or one whose own rollback job is at work. */
  readonly does: 'deploys' | 'rolls back';
}

export interface PipelineFacts {
  /** Newest first. */
  readonly running: readonly PipelineRun[];
}

/** What came of stopping those that deploy: `why` where one goes on, or where none could be read. */
export interface PipelineStopped {
  readonly stopped: readonly PipelineRun[];
  readonly goesOn: readonly { readonly run?: PipelineRun; readonly why: string }[];
}

export interface PipelineFollowed {
  readonly end: 'succeeded' | 'failed' | 'out of time';
  readonly why: string;
}

/** `maybe`: it was sent, and no answer came. */
export type PipelineDispatched =
  | { readonly run: PipelineRun }
  | { readonly sent: 'no' | 'maybe' | 'yes'; readonly why: string };

/** The runs to end: those that deploy, unless it says others. */
export interface RunsToEnd {
  /** Those that roll back as well. */
  readonly rollbacks?: true;
  /** These alone, whatever runs beside them. */
  readonly runs?: readonly PipelineRun[];
}

/** What a rollback did with the pipeline last. */
export interface PipelineTouched {
  readonly run: PipelineRun;
  /** What became of it, as it goes on after its name. */
  readonly said: string;
  /** Cancelled by this rollback. */
  readonly isStopped: boolean;
}

/** "run 12 (Deploy to production) of applylens-release was cancelled before our change, https://…" */
export const touchedInWords = ({ run, said }: PipelineTouched): string =>
  `${runInWords(run).replace(/, \S+$/, '')} ${said}, ${run.url}`;

export const isAmong = (runs: readonly PipelineRun[] | undefined, { id }: PipelineRun): boolean =>
  runs?.some((each) => each.id === id) ?? false;

const runningIn = (pipeline: Fact<PipelineFacts> | undefined): readonly PipelineRun[] =>
  pipeline?.state === 'known' ? pipeline.value.running : [];

/** What rolls back to where nobody wants to go may deploy over us, as what deploys may. */
export const asPromoting = (
  pipeline: Fact<PipelineFacts>,
  isElsewhere: (run: PipelineRun) => boolean,
): Fact<PipelineFacts> =>
  pipeline.state !== 'known'
    ? pipeline
    : {
        state: 'known',
        value: { running: pipeline.value.running.map((run) => (isElsewhere(run) ? { ...run, does: 'deploys' } : run)) },
      };

/** Runs that may promote a release over a rollback. */
export const promotingRuns = (pipeline: Fact<PipelineFacts> | undefined): readonly PipelineRun[] =>
  runningIn(pipeline).filter(({ does }) => does === 'deploys');

/** The run that takes the release back already, if there is one. */
export const runThatRollsBack = (pipeline: Fact<PipelineFacts> | undefined): PipelineRun | undefined =>
  runningIn(pipeline).find(({ does }) => does === 'rolls back');

/** "run 12 (Deploy to production) of applylens-release, https://…" */
export const runInWords = ({ number, name, by, url }: PipelineRun): string =>
  `run ${number} (${name})${by === undefined ? '' : ` of ${by}`}, ${url}`;
