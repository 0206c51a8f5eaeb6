import { ApplicationFailure } from '@temporalio/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { askInTask, type TaskQuestion } from '../../activities/database/ask-task.js';

const minutes = 60_000;
const arn = 'arn:aws:ecs:us-east-1:1:task/applylens-prod/f00d';
type Sent = { readonly constructor: { readonly name: string }; readonly input: { readonly reason?: string } };

/** ECS with one task, which is what `status` says at each look; every look is so much later. */
function ecsWhere(status: () => string, laterBy: number) {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const reasons: string[] = [];
  const send = async ({ constructor: { name }, input }: Sent): Promise<object> => {
    if (name === 'ListTasksCommand') return { taskArns: [] };
    if (name === 'RunTaskCommand') return { tasks: [{ taskArn: arn, lastStatus: 'PROVISIONING' }] };
    if (name === 'StopTaskCommand') return (reasons.push(input.reason ?? ''), {});
    now += laterBy;
    return { tasks: [{ taskArn: arn, lastStatus: status(), containers: [{ name: 'api' }] }] };
  };
  return { reasons, clients: { ecs: { send }, changingEcs: { send } } };
}

const question = ({ clients }: Pick<ReturnType<typeof ecsWhere>, 'clients'>, more: object = {}): TaskQuestion =>
  ({
    of: { clients, key: 'k', container: 'api', startedBy: 'runback/r/applylens/look', runs: { cluster: 'c' } },
    logs: { send: async () => ({ events: [] }) },
    ...{ logGroup: '/aws/ecs/api', logStreamOf: () => 's', attempted: 'Asking the database', pollMs: 1 },
    ...{ withinMs: 30 * minutes, mustEnd: false, signal: new AbortController().signal },
    ...more,
  }) as unknown as TaskQuestion;

afterEach(() => vi.restoreAllMocks());

describe('a task that is followed', () => {
  it('is stopped where it does not start in time, and nothing is taken from it', async () => {
    const ecs = ecsWhere(() => 'PENDING', 2 * minutes);
    const says = 'it did not start within 8 minutes, and was told to stop';
    expect(await askInTask(question(ecs))).toEqual({ state: 'gone', says });
    expect(ecs.reasons).toEqual(['Runback: it did not start within 8 minutes']);
  });

  it('is stopped where it takes longer than it may', async () => {
    const ecs = ecsWhere(() => 'RUNNING', 10 * minutes);
    const answer = await askInTask(question(ecs));
    expect(answer).toMatchObject({ state: 'gone', says: expect.stringContaining('longer than 30 minutes') as string });
  });

  it('that changes something and does not stop is said to be at work still, once it had three minutes', async () => {
    const ecs = ecsWhere(() => 'RUNNING', 2 * minutes);
    const asked = askInTask(question(ecs, { mustEnd: true, withinMs: 5 * minutes }));
    await expect(asked).rejects.toThrow(
      /the task f00d was told to stop and does not \(it took longer than 5 minutes\)/,
    );
    expect(ecs.reasons).toHaveLength(1);
  });

  it('is not given up while AWS is silent for less than a minute', async () => {
    let looks = 0;
    const silentAtFirst = () => {
      looks += 1;
      if (looks < 3) throw ApplicationFailure.retryable('DescribeTasks: no answer', 'AwsUnavailable');
      return 'PENDING';
    };
    const ecs = ecsWhere(silentAtFirst, 0.3 * minutes);
    expect(await askInTask(question(ecs))).toMatchObject({ state: 'gone' });
    looks = Number.NEGATIVE_INFINITY;
    const silent = ecsWhere(silentAtFirst, 0.7 * minutes);
    await expect(askInTask(question(silent))).rejects.toThrow(/no answer/);
    expect(silent.reasons).toEqual([]);
  });
});
