// How a course leaves its straight line: it ended, or it needs a person. Everything else that is thrown is a bug of ours.
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { failureTypes, isFailureType } from '../src/failures.js';
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
    readonly diagnosis?: string,
  ) {
    super(headline);
  }
}

/** Nothing goes on by itself: what is wrong, and what a person may decide. */
export class NeedsOperator extends Error {
  override readonly name = 'NeedsOperator';
  constructor(
    readonly why: string,
    /** Only a person can mend it, and Runback notices by itself when it is mended. */
    readonly mendable: boolean = false,
    readonly diagnosis?: string,
  ) {
    super(why);
  }
}

export interface Cause {
  readonly type: string;
  readonly message: string;
}

/** What an activity said, without the layers around it. */
export const causeOf = (error: unknown): Cause => {
  const inner = error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
  if (inner instanceof ApplicationFailure) return { type: inner.type ?? 'Error', message: inner.message };
  return {
    type: inner instanceof Error ? inner.name : 'Error',
    message: inner instanceof Error ? inner.message : String(inner),
  };
};

/** A failure of the catalogue is a question to the operator; undefined for anything else, which is a bug of ours. */
export const needOf = (error: unknown): NeedsOperator | undefined => {
  if (error instanceof NeedsOperator) return error;
  const cause = causeOf(error);
  if (!(error instanceof ActivityFailure) || !isFailureType(cause.type)) return undefined;
  return new NeedsOperator(cause.message, failureTypes[cause.type] === 'person');
};
