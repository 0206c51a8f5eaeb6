import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { releaseScriptMended } from '../../activities/release-script-mended.js';
import { failure } from '../../src/failures.js';
import { anEntry, arn } from '../support/a-situation.js';

const question = { entry: anEntry(), argv: ['true'], release: { taskDefinition: arn(121) } };
const is = (check: Activities['checkReleaseScript']) => releaseScriptMended(check);
const ready = is(async () => ({ ready: true, notes: [] }));
const look = (attempt: number, activity: Activities['releaseScriptMended']): Promise<void> =>
  new MockActivityEnvironment({ attempt }).run(activity, question);

describe('waiting until the release script can be started', () => {
  it('is not over while its precondition is not met, and fails benignly for Temporal to ask again', async () => {
    const missing = is(async () => ({ ready: false, why: 'no git tag for v1.2.2.' }));
    await expect(look(3, missing)).rejects.toMatchObject({
      type: 'NotYet',
      category: 'BENIGN',
      nonRetryable: false,
      message: expect.stringContaining('no git tag for v1.2.2'),
    });
  });

  it('nor while AWS refuses the worker itself', async () => {
    const refused = is(async () => {
      throw failure('AwsCredentials', { attempted: 'GetCallerIdentity', cameBack: 'ExpiredToken', next: 'renew' });
    });
    await expect(look(2, refused)).rejects.toMatchObject({ type: 'NotYet', category: 'BENIGN', nonRetryable: false });
  });

  it('is over once it is ready', async () => {
    await expect(look(2, ready)).resolves.toBeUndefined();
  });

  it('pauses longer each time where it was ready all along, so that a run does not turn in a circle', async () => {
    await expect(look(1, ready)).rejects.toMatchObject({ type: 'NotYet', nextRetryDelay: 5_000 });
    await expect(look(1, ready)).rejects.toMatchObject({ nextRetryDelay: 10_000 });
  });
});
