// Bugs of our own are retried by Temporal for ever, seen by nobody: after three attempts they reach the workflow, which pages.
import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { sentenceOf } from '../src/failures.js';
import { attemptNumber } from './attempt.js';

const attempts = 3;

type Activity = (...input: never[]) => Promise<unknown>;

/** The same activities; what is neither of the catalogue nor a cancellation ends as UnexpectedError. */
export const bugsShown = <A extends { readonly [K in keyof A]: Activity }>(activities: A): A =>
  Object.fromEntries(
    Object.entries<Activity>(activities).map(([name, activity]) => [name, bugShown(name, activity)]),
  ) as unknown as A;

const bugShown =
  (name: string, activity: Activity): Activity =>
  async (...input) => {
    try {
      return await activity(...input);
    } catch (error) {
      if (isExpected(error) || attemptNumber() < attempts) throw error;
      throw unexpected(name, error);
    }
  };

/** A failure that was meant, or whatever breaks off because the activity is cancelled. */
const isExpected = (error: unknown): boolean =>
  error instanceof TemporalFailure || asyncLocalStorage.getStore()?.cancellationSignal.aborted === true;

function unexpected(name: string, error: unknown): ApplicationFailure {
  const seen = error instanceof Error ? error : new Error(String(error));
  const where = seen.stack?.split('\n').find((line) => /^\s+at /.test(line));
  const sentence = sentenceOf({
    attempted: name,
    cameBack: `${seen.name}: ${firstLine(seen.message)} (${where?.trim() ?? 'at an unknown place'})`,
    next: 'It is a bug of Runback: report this line, and decide retry',
  });
  return ApplicationFailure.nonRetryable(sentence, 'UnexpectedError');
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 500);
