// Fargate's vCPU quota, read from a real simulated production with the real AWS clients.
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkReleaseScript } from '../../activities/release-script-check.js';
import { readQuotas } from '../../activities/service-quotas.js';
import { until } from '../support/a-sandbox.js';
import { controlOf } from '../support/control-api.js';
import { serviceSeenBy } from '../support/ecs-service.js';
import { aProduction, type Production } from './a-production.js';
import { serviceOf } from './a-start.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
beforeAll(async () => {
  production = await aProduction();
});
afterEach(async () => {
  production.sandbox.aws.faults.clear();
  await limit(4_000);
});
afterAll(async () => {
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const limit = (vcpus: number) => controlOf(production.sandbox).send('POST', '/vcpus', { limit: vcpus });
const read = async (given: object = {}) => {
  const { aws, entry } = production;
  const service = { ...(await serviceOf(production)), ...given };
  return readQuotas(aws.of(entry), service, taskDefinition(121), new AbortController().signal);
};
/** CloudWatch publishes with a delay. */
const readWithUse = () => until(read, ([quota]) => quota?.used !== undefined);

describe('what Fargate gives the account', () => {
  it('is read by the quota that counts for the service, and the metric that the quota names', async () => {
    await limit(9.5);
    expect(await readWithUse()).toEqual([
      {
        service: 'fargate',
        code: 'L-3032A538',
        name: 'Fargate On-Demand vCPU resource count',
        limit: 9.5,
        used: 4,
        aTask: 1,
        allTasks: 4,
      },
    ]);
  });

  it('is the quota of Spot for a service on Spot, whose use is not known here, and none outside of Fargate', async () => {
    const on = (capacityProvider: string) => ({
      launchType: undefined,
      capacityProviderStrategy: [{ capacityProvider }],
    });
    expect(await read(on('FARGATE_SPOT'))).toMatchObject([{ code: 'L-36FBB829' }]);
    expect((await read(on('FARGATE_SPOT')))[0]).not.toHaveProperty('used');
    expect(await read({ launchType: 'EC2' })).toEqual([]);
  });
});

describe('before the release script is started, a quota', () => {
  const ready = () => {
    const { aws, entry } = production;
    const script = { ssh: { destination: 'deploy@127.0.0.1' }, folder: '/nowhere', application: ['true'] };
    const release = { version: '1.2.2', taskDefinition: taskDefinition(121) };
    return new MockActivityEnvironment().run(checkReleaseScript({ aws }), {
      entry: { ...entry, script: { ...script, ...entry.script } },
      argv: ['true'],
      release,
    });
  };

  it('that is used up hinders, by name and numbers', async () => {
    await limit(4);
    await readWithUse();
    expect(await ready()).toMatchObject({
      ready: false,
      why: expect.stringMatching(/L-3032A538\): 4 of 4 in use, a task needs 1\. .* --desired-value 8 /),
    });
  });

  it.each(['AccessDeniedException', 'TooManyRequestsException'])(
    'that cannot be read never hinders (%s)',
    async (code) => {
      await limit(4);
      const { faults } = production.sandbox.aws;
      faults.add({ fault: 'error', operation: 'servicequotas:GetServiceQuota', code, status: 400, times: 9 });
      expect(JSON.stringify(await ready())).not.toContain('The capacity of');
    },
  );
});

describe('a deployment beyond the quota', () => {
  it('starts what fits in, says why not more, and goes on when there is room', async () => {
    await limit(5);
    const { aws, entry } = production;
    const service = serviceSeenBy(aws.of(entry).ecs, 'applylens-api-prod');
    await service.update({ taskDefinition: taskDefinition(120) });
    const refused = await until(
      () => serviceOf(production),
      ({ events = [] }) => events.some(({ message = '' }) => message.includes('number of vCPUs')),
    );
    expect(refused.events?.map(({ message }) => message)).toContain(
      "(service applylens-api-prod) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    );
    await limit(4_000);
    await service.untilCompleted(120);
  });
});
