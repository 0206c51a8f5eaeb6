import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NotStarted, StartedDeployment } from '../../activities/activities.js';
import { startEcsDeployment } from '../../activities/ecs-change.js';
import { seenService } from '../../activities/ecs-service.js';
import type { Faults } from '../../sandbox/aws/faults.js';
import { markInForce } from '../../src/run-mark.js';
import { aProduction, type Production } from './a-production.js';
import { aStart, type Start, serviceOf, theTarget, updatesOf } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

type Fault = Parameters<Faults['add']>[0];

let production: Production;
beforeEach(async () => {
  production = await aProduction();
  production.sandbox.deploy();
});
afterEach(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const start = (asked: Start, attempt = 1): Promise<StartedDeployment | NotStarted> =>
  new MockActivityEnvironment({ attempt }).run(startEcsDeployment(production), asked);
const addFault = (fault: Fault) => production.sandbox.aws.faults.add(fault);

/** From the moment that UpdateService is sent, so that the read before it is answered. */
function oncePerUpdate(fault: Fault): void {
  production.aws.of(production.entry).changingEcs.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName === 'UpdateServiceCommand') addFault(fault);
        return next(call);
      },
    { step: 'initialize' },
  );
}

const unreadable = (code: string, times = 1): Fault => ({
  fault: 'error',
  operation: 'ecs:DescribeServices',
  code,
  times,
});

describe('an UpdateService whose answer is lost', () => {
  it.each(['ExpiredTokenException', 'AccessDeniedException'])(
    'is unclear, and never "nothing was changed", while reading fails with %s',
    async (code) => {
      const asked = await aStart(production);
      const before = updatesOf(production);
      addFault({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
      oncePerUpdate(unreadable(code));
      const answer = await start(asked);
      expect(answer).toEqual({ how: 'unclear', mendable: true, why: expect.any(String) });
      expect('why' in answer && answer.why).toMatch(
        new RegExp(
          `^UpdateService of applylens-api-prod to applylens-api-prod:121: [^.]*; whether it was applied cannot be read: DescribeServices of .*${code}`,
        ),
      );
      await expect(start(asked)).resolves.toMatchObject({ how: 'adopted' });
      expect(updatesOf(production)).toBe(before + 1);
    },
  );

  it('is tried again while reading fails for a reason that passes, and adopted then', async () => {
    const asked = await aStart(production);
    addFault({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    oncePerUpdate({ fault: 'throttle', operation: 'ecs:DescribeServices', times: 2 });
    await expect(start(asked)).rejects.toMatchObject({ type: 'AwsThrottled', nonRetryable: false });
    await expect(start(asked, 2)).resolves.toMatchObject({ how: 'adopted' });
  });
});

describe('an attempt after one that may have changed something', () => {
  it('is unclear when the service cannot be read', async () => {
    const asked = await aStart(production);
    addFault(unreadable('ExpiredTokenException'));
    await expect(start(asked, 2)).resolves.toMatchObject({
      how: 'unclear',
      mendable: true,
      why: expect.stringContaining('may have been sent by an earlier attempt'),
    });
  });

  it('is unclear when a new deployment is there and the target cannot be read', async () => {
    const asked = await aStart(production);
    await start(asked);
    addFault({ fault: 'error', operation: 'ecs:DescribeTaskDefinition', code: 'AccessDeniedException' });
    await expect(start(asked, 2)).resolves.toMatchObject({ how: 'unclear', mendable: true });
  });

  it('fails as the first one does when it sees that nothing was changed', async () => {
    const asked = await aStart(production, { target: theTarget(999) });
    await expect(start(asked, 2)).rejects.toMatchObject({ type: 'TaskDefinitionUnknown' });
  });
});

describe('the mark of the run on the service', () => {
  const mark = async () => {
    const service = seenService(await serviceOf(production));
    return markInForce(service, new Date().toISOString());
  };
  const lost: Fault = { fault: 'reset', operation: 'ecs:TagResource' };

  it('is written beside the change', async () => {
    await start(await aStart(production));
    expect(await mark()).toMatchObject({ from: 123, to: 121, breakerRollback: true });
  });

  it('is written by the next attempt when it was lost, for the deployment that is there', async () => {
    const asked = await aStart(production);
    const before = updatesOf(production);
    addFault(lost);
    await expect(start(asked)).rejects.toMatchObject({ type: 'AwsUnavailable', nonRetryable: false });
    expect((await serviceOf(production)).taskDefinition).toBe(taskDefinition(121));
    const adopted = await start(asked, 2);
    expect(await mark()).toMatchObject({ to: 121, at: 'createdAt' in adopted ? adopted.createdAt : '' });
    expect(updatesOf(production)).toBe(before + 1);
  });

  it('holds nothing up where the policy does not allow tags', async () => {
    addFault({ fault: 'error', operation: 'ecs:TagResource', code: 'AccessDeniedException' });
    await expect(start(await aStart(production))).resolves.toMatchObject({ how: 'started' });
  });

  it('is given up after a few attempts, so that the deployment is followed', async () => {
    addFault(lost);
    await expect(start(await aStart(production), 5)).resolves.toMatchObject({ how: 'started' });
  });
});
