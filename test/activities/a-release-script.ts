// The release script of a simulated production, as a worker's activities reach it.
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ScriptRun } from '../../activities/release-script-activities.js';
import { checkReleaseScript } from '../../activities/release-script-check.js';
import { runReleaseScript } from '../../activities/release-script-run.js';
import type { CatalogueEntry, ReleaseScript } from '../../src/catalogue/entry.js';
import type { Readiness } from '../../src/release-script/preconditions.js';
import type { ReleaseName } from '../../src/rollback.js';
import type { Production } from './a-production.js';

export interface Beat {
  readonly at: string;
  readonly sentence: string;
  readonly lines: readonly string[];
}

interface Asked {
  readonly key: string;
  readonly argv?: readonly string[];
  readonly withinMs?: number;
  readonly attempt?: number;
  readonly script?: Partial<ReleaseScript>;
  readonly lostAfterMs?: number;
  readonly ends?: true;
}

export const backTo = (commit: string): string[] => [
  ...['python', 'promote_release.py', 'prod', '--from-commit', commit],
  ...['--skip-validation', '--emergency'],
];

/** One attempt of one worker at following the script. */
export interface Worker {
  readonly beats: Beat[];
  readonly ended: Promise<ScriptRun>;
  /** The workflow cancels it, or the worker stops. */
  readonly cancel: (why: 'cancelRequested' | 'workerShutdown' | 'notFound') => void;
}

export function aWorkerRuns(entry: CatalogueEntry, asked: Asked): Worker {
  const { key, argv = backTo('def456'), withinMs = 60_000, attempt = 1, script, ...how } = asked;
  const environment = new MockActivityEnvironment({ attempt });
  const beats: Beat[] = [];
  environment.on('heartbeat', (beat: Beat) => beats.push(beat));
  const given = { ...entry, script: { ...(entry.script as ReleaseScript), ...script } };
  const deadline = new Date(Date.now() + withinMs).toISOString();
  return {
    beats,
    ended: environment.run(runReleaseScript, { entry: given, key, argv, deadline, ...how }),
    cancel: (why) => environment.cancel('CANCELLED', new ActivityCancellationDetails({ [why]: true })),
  };
}

export const isReady = (
  { aws, entry }: Production,
  release: ReleaseName,
  given: Partial<CatalogueEntry> = {},
  argv: readonly string[] = backTo('def456'),
): Promise<Readiness> =>
  new MockActivityEnvironment().run(checkReleaseScript({ aws }), { entry: { ...entry, ...given }, argv, release });
