// What the workflows may ask of the release script and its host (Runbook › Method 2).
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Readiness } from '../src/release-script/preconditions.js';
import type { ReleaseName } from '../src/rollback.js';

/** How a run of the script ended, or why that is not known. */
export interface ScriptRun {
  readonly end: 'exited' | 'vanished' | 'stopped' | 'out of time' | 'never begun' | 'not reached' | 'unclear';
  /** Of `exited`; above 128 it was killed by a signal. */
  readonly exitCode?: number;
  readonly why: string;
  /** Of `not reached`: ISO time since when its host does not answer. */
  readonly lostSince?: string;
  /** Whether it is sure that nothing of it runs any more. */
  readonly isOver: boolean;
  /** The last 200 lines of its output, at most 300 characters each. */
  readonly lines: readonly string[];
  readonly linesInAll: number;
  /** Where all of its output is. */
  readonly file: string;
}

/** What ECS has to show for a run of the script. */
export type ScriptResult =
  | {
      readonly found: 'target';
      readonly deploymentId: string;
      readonly taskDefinition: string;
      readonly createdAt: string;
    }
  | { readonly found: 'another release'; readonly deploymentId: string; readonly release: ReleaseName }
  /** It made a deployment of the target, and ECS has left that again. */
  | {
      readonly found: 'left again';
      readonly taskDefinition: string;
      readonly createdAt: string;
      readonly why: string;
      /** Task definition of what is PRIMARY since. */
      readonly serves?: string;
    }
  | { readonly found: 'nothing'; readonly serves?: string };

export interface ScriptCheck {
  readonly entry: CatalogueEntry;
  readonly argv: readonly string[];
  readonly release: ReleaseName;
}

export interface ReleaseScriptActivities {
  /** Whether the script can be started; changes nothing in production. Fails with what AWS answers to the worker itself. */
  checkReleaseScript(input: ScriptCheck): Promise<Readiness>;

  /** Ends when the script can be started; fails benignly until then, retried by Temporal. */
  releaseScriptMended(input: ScriptCheck): Promise<void>;

  /**
   * Heartbeating, on queue runback-follow: starts the script unless it was started under this key, and follows it to its end.
   * A cancel, or the deadline (ISO), ends the script: SIGTERM, then SIGKILL. Answers `not reached` while its host is lost:
   * whoever asks again goes on.
   */
  runReleaseScript(input: {
    entry: CatalogueEntry;
    key: string;
    argv: readonly string[];
    deadline: string;
    /** How long its host may not answer before that is said. */
    lostAfterMs?: number;
    /** ISO time since when it was lost already. */
    lostSince?: string;
    /** It is ended, tried until the deadline, and never begun. */
    ends?: true;
  }): Promise<ScriptRun>;

  /** The deployment that the script made: of the target by task definition, or by the version and commit of another one. */
  findScriptDeployment(input: {
    entry: CatalogueEntry;
    release: ReleaseName;
    deploymentsSeen: readonly string[];
    givenUp: readonly string[];
    /** ARNs of the service deployments before it was run; what came and went is looked for where they are known. */
    historySeen?: readonly string[];
    /** How long it may take until it shows. */
    withinMs: number;
  }): Promise<ScriptResult>;
}
