// How a course leaves its straight line: it ended, it needs a person, or it has to look again. All else that is thrown is a bug.
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { type FailureType, failureTypes, isFailureType } from '../src/failures.js';
import type { Outcome } from '../src/rollback.js';

export interface Next {
  readonly sentence: string;
  readonly command?: string;
}

/** The run is over with this outcome. */
export class Ended extends Error {
  override readonly name = 'Ended';
  constructor(
    readonly outcome: Outcome,
    readonly headline: string,
    readonly next: Next,
  ) {
    super(headline);
  }
}

/** What Runback can notice by itself while a person is waited for: AWS answers again, the deployment or the canary gets on, the script can be started, the database is free. */
export type Mending = 'aws' | 'deployment' | 'canary' | 'script' | 'database';

/** Nothing goes on by itself: what is wrong, and what a person may decide. */
export class NeedsOperator extends Error {
  override readonly name = 'NeedsOperator';
  constructor(
    readonly why: string,
    readonly mending?: Mending,
    /** What is known of the cause before it is looked for. */
    readonly diagnosis?: string,
    /** Where the whole of it is too much for the card. */
    readonly inShort?: string,
  ) {
    super(why);
  }
}

/** Production may have changed since the plan was made: it is looked at and planned anew before the next change. */
export class PlanAgain extends Error {
  override readonly name = 'PlanAgain';
}

export interface Cause {
  readonly type: string;
  readonly message: string;
}

export const noTarget = ({ why, inShort }: { why: string; inShort?: string }, planCommand: string): NeedsOperator =>
  new NeedsOperator(
    `No target: ${why}`,
    undefined,
    undefined,
    inShort === undefined ? undefined : `No target: ${inShort} (${planCommand})`,
  );

/** What an activity said, without the layers around it; of one that ran out of time what its last attempt said. */
export const causeOf = (error: unknown): Cause => {
  const said = error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
  const inner = said instanceof TimeoutFailure ? (said.cause ?? said) : said;
  if (inner instanceof TimeoutFailure) return { type: inner.name, message: 'no answer came in the time for it' };
  if (inner instanceof ApplicationFailure) return { type: inner.type ?? 'Error', message: inner.message };
  return {
    type: inner instanceof Error ? inner.name : 'Error',
    message: inner instanceof Error ? inner.message : String(inner),
  };
};

/** The time that all attempts of an activity had together is over; the last one may have failed in any way. */
export const isOutOfTime = (error: unknown): boolean =>
  error instanceof ActivityFailure && (error.retryState === 'TIMEOUT' || error.cause instanceof TimeoutFailure);

/** That AWS answers says nothing of these. */
const notOfAws: ReadonlySet<string> = new Set<FailureType>(['DatabaseRefused', 'MigrationsRefused', 'SecretMissing']);

/** A failure of the catalogue is a question to the operator; undefined for anything else, which is a bug of ours. */
export const needOf = (error: unknown): NeedsOperator | undefined => {
  if (error instanceof NeedsOperator) return error;
  const cause = causeOf(error);
  if (!(error instanceof ActivityFailure) || !isFailureType(cause.type)) return undefined;
  const isOfAws = failureTypes[cause.type] === 'person' && !notOfAws.has(cause.type);
  return new NeedsOperator(cause.message, isOfAws ? 'aws' : undefined);
};
