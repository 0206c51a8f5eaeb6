import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsAnswers } from '../../activities/aws-answers.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
beforeEach(async () => {
  production = await aProduction();
});
afterEach(() => production.stop());

const ask = (attempt: number, activity = awsAnswers(production)): Promise<void> =>
  new MockActivityEnvironment({ attempt }).run(activity, { entry: production.entry });

const expired = { fault: 'error', operation: 'ecs:DescribeServices', code: 'ExpiredTokenException', times: 1 } as const;

describe('waiting until AWS answers again', () => {
  it('is not over while credentials are expired, and is over once they work', async () => {
    production.sandbox.aws.faults.add(expired);
    await expect(ask(1)).rejects.toMatchObject({
      type: 'NotYet',
      category: 'BENIGN',
      nonRetryable: false,
      message: expect.stringContaining('ExpiredTokenException'),
    });
    await expect(ask(2)).resolves.toBeUndefined();
  });

  it('is not over while five deployments are active, beside which ECS takes no other', async () => {
    const deployments = Array.from({ length: 5 }, (_, index) => ({ id: `ecs-svc/${index}` }));
    const body = JSON.stringify({ services: [{ status: 'ACTIVE', deployments }] });
    production.sandbox.aws.faults.add({ fault: 'odd-answer', operation: 'ecs:DescribeServices', body, times: 1 });
    await expect(ask(2)).rejects.toMatchObject({
      type: 'NotYet',
      message: expect.stringContaining('5 deployments are active'),
    });
    await expect(ask(3)).resolves.toBeUndefined();
  });

  it('pauses longer each time where reads were answered all along, so that a run does not turn in a circle', async () => {
    const activity = awsAnswers(production);
    await expect(ask(1, activity)).rejects.toMatchObject({ type: 'NotYet', nextRetryDelay: 5_000 });
    await expect(ask(2, activity)).resolves.toBeUndefined();
    await expect(ask(1, activity)).rejects.toMatchObject({ nextRetryDelay: 10_000 });
    await expect(ask(2, activity)).resolves.toBeUndefined();
  });
});
