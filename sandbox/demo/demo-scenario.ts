import type { Outcome } from '../../src/rollback.js';
import type { Deed } from './deeds.js';

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
  readonly meanwhile?: Meanwhile;
  /** A person asks for it, and for the schema with it, before the alert does. */
  readonly database?: 'taken back' | 'taken back last' | 'fits already';
  /** What happens once it is closed. */
  readonly afterwards?: readonly Deed[];
  /** The bad release is a canary that serves from the beginning. */
  readonly canary?: true;
  readonly expects: { readonly outcome: Outcome; readonly verified: boolean };
}
