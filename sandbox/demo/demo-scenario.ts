import type { Outcome } from '../../src/rollback.js';
import type { Stage } from './acts.js';
import type { Deed } from './deeds.js';
import type { Act } from './tell.js';

/** What happens besides, and what people do about it. */
export interface Meanwhile {
  /** The act after which it does; `deployed`: before the alert. */
  readonly after: 'deployed' | 'checklist' | 'assessed' | 'gate' | 'schema' | 'first change' | 'stable';
  readonly deeds: readonly Deed[];
  /** Nothing of the rollback is to be seen after it but its end. */
  readonly isTheEnd?: true;
}

export interface DemoScenario {
  readonly name: string;
  readonly summary: string;
  /** The method that is expected to do it, as the demo calls it. */
  readonly method: string;
  /** Whether the pipeline's run is still there to be stopped. */
  readonly pipelineRuns?: boolean;
  /** What happens before the release is deployed. */
  readonly before?: readonly ((stage: Stage) => Act)[];
  readonly meanwhile?: Meanwhile | readonly Meanwhile[];
  /** A person asks for it, and for the schema with it, before the alert does. */
  readonly database?: 'taken back' | 'taken back last' | 'fits already';
  /** What happens once it is closed. */
  readonly afterwards?: readonly Deed[];
  /** Its reports lie apart: those of an earlier demo would count as rollbacks of the same service. */
  readonly ownReports?: true;
  /** The bad release is a canary that serves from the beginning. */
  readonly canary?: true;
  readonly expects: { readonly outcome: Outcome; readonly verified: boolean };
}
