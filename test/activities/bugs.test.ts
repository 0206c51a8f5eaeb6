import type { Client } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { bugsShown } from '../../activities/bugs.js';
import { createActivities } from '../../activities/index.js';
import { failure } from '../../src/failures.js';

const failing = (error: unknown) => bugsShown({ lookAround: (): Promise<void> => Promise.reject(error as Error) });
const attempt = (number: number, error: unknown) =>
  new MockActivityEnvironment({ attempt: number }).run(failing(error).lookAround);
const bug = new TypeError("Cannot read properties of undefined (reading 'id')\nand more");

describe('a bug of ours in an activity', () => {
  it.each([1, 2])('is tried again after attempt %i', async (number) => {
    await expect(attempt(number, bug)).rejects.toBe(bug);
  });

  it.each([3, 7])('is shown to the workflow at attempt %i, with the place where it is', async (number) => {
    await expect(attempt(number, bug)).rejects.toMatchObject({
      type: 'UnexpectedError',
      nonRetryable: true,
      message: expect.stringMatching(
        /^lookAround: TypeError: Cannot read properties of undefined \(reading 'id'\) \(at .*bugs\.test\.ts:\d+:\d+\)?\)\. It is a bug/,
      ),
    });
  });

  it('is shown as well when what was thrown is no error', async () => {
    await expect(attempt(3, 'nothing')).rejects.toMatchObject({ type: 'UnexpectedError' });
  });
});

describe('all activities of a worker', () => {
  it('show their bugs', async () => {
    const find = (): never => {
      throw bug;
    };
    const activities = createActivities({
      catalogue: { find, entries: () => [] },
      temporal: {} as Client,
      aws: createAwsAccess(),
      reports: '',
    });
    const request = { service: 'applylens-api', environment: 'prod', reason: '5xx' };
    await expect(
      new MockActivityEnvironment({ attempt: 3 }).run(() => activities.acceptRequest(request)),
    ).rejects.toMatchObject({ type: 'UnexpectedError', message: expect.stringMatching(/^acceptRequest: TypeError/) });
  });
});

describe('what is no bug of ours', () => {
  it.each([
    failure('AwsUnavailable', { attempted: 'DescribeServices', cameBack: 'a reset', next: 'Wait' }),
    failure('AwsCredentials', { attempted: 'DescribeServices', cameBack: 'an expired token', next: 'Renew them' }),
    new CancelledFailure('nobody waits for it'),
  ])('is handed on at any attempt: %s', async (error) => {
    await expect(attempt(9, error)).rejects.toBe(error);
  });

  it('is a call that breaks off because the activity is cancelled', async () => {
    const environment = new MockActivityEnvironment({ attempt: 9 });
    environment.cancel('WORKER_SHUTDOWN');
    const aborted = new DOMException('This operation was aborted', 'AbortError');
    await expect(environment.run(failing(aborted).lookAround)).rejects.toBe(aborted);
  });
});

describe('an activity that is called plainly', () => {
  it('answers and throws as it is', async () => {
    const { say } = bugsShown({ say: async (word: string) => word });
    await expect(say('hello')).resolves.toBe('hello');
    await expect(failing(bug).lookAround()).rejects.toBe(bug);
  });
});
