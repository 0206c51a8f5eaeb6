import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { causeOf } from '../../workflows/endings.js';

const notEnoughTime =
  'Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying';

const outOfTime = (cause: Error | undefined): ActivityFailure => {
  const timeout = new TimeoutFailure(notEnoughTime, undefined, 'SCHEDULE_TO_CLOSE');
  return new ActivityFailure(
    'Activity task failed',
    'newestPipelineRollback',
    '1',
    'TIMEOUT',
    undefined,
    Object.assign(timeout, { cause }),
  );
};

describe('what is said of something that was tried until its time was over', () => {
  it('is what came back last', () => {
    const last = ApplicationFailure.create({ type: 'GithubUnavailable', message: 'GitHub answered 503' });
    expect(causeOf(outOfTime(last))).toEqual({ type: 'GithubUnavailable', message: 'GitHub answered 503' });
  });

  it('is that nothing came back, where the worker died in each attempt', () => {
    const never = new TimeoutFailure('activity StartToClose timeout', undefined, 'START_TO_CLOSE');
    for (const cause of [undefined, never]) {
      expect(causeOf(outOfTime(cause)).message).toBe('no answer came in the time for it');
    }
  });
});
