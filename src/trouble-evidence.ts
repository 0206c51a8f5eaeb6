// What was read about a rollback that did not help: facts only. Texts are one line, masked and cut; values of parameters are never read.
import type { Fact } from './rollback.js';
import type { QuotaUse } from './service-quotas.js';

/** Tasks that stopped in the same way. */
export interface StoppedTasks {
  readonly tasks: number;
  readonly ofTarget: boolean;
  readonly stoppedReason: string;
  readonly stopCode?: string;
  /** What the container itself is said to have ended by. */
  readonly containerReason?: string;
  readonly exitCode?: number;
  /** ISO time of the newest. */
  readonly at: string;
}

export interface ServiceEvent {
  readonly at: string;
  readonly message: string;
}

/** Lines that differ in numbers only count as one. */
export interface LoggedError {
  readonly text: string;
  readonly times: number;
  readonly tasks: number;
  /** `somebody`: whose tasks printed it could not be told. */
  readonly of: 'the target' | 'another release' | 'somebody';
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface LogEvidence {
  readonly errors: readonly LoggedError[];
  readonly lines: number;
  /** False: there was more than could be read in time. */
  readonly toTheEnd: boolean;
}

export interface ChangedParameter {
  readonly name: string;
  readonly at: string;
  /** "user/olga"; as the parameter store says it. */
  readonly by: string;
  readonly needed: boolean;
}

export interface ParameterEvidence {
  /** How many the target's task definition names, and how many lie below the path. */
  readonly needed: number;
  readonly below: number;
  readonly missing: readonly { readonly name: string; readonly variable: string }[];
  /** Since the target was last deployed; newest first. */
  readonly changed: readonly ChangedParameter[];
  /** Nothing says when the target was last deployed: none could be called changed. */
  readonly changedUnknown?: true;
  /** What could not be compared: secrets that are kept elsewhere. */
  readonly elsewhere: readonly string[];
}

export interface TroubleEvidence {
  readonly at: string;
  readonly stoppedTasks: Fact<readonly StoppedTasks[]>;
  readonly serviceEvents: Fact<readonly ServiceEvent[]>;
  readonly logs: Fact<LogEvidence>;
  readonly parameters: Fact<ParameterEvidence>;
  /** What /health says in its own words. */
  readonly health: Fact<string>;
  /** Absent where its tasks count against none. */
  readonly quotas?: Fact<readonly QuotaUse[]>;
}
