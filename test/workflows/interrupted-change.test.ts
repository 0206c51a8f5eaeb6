import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted, throttled } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const untouched: Activities['readServing'] = async () => {
  const { service } = await good.lookAround({} as never);
  return { service, serving: [{ release: '1.2.3', taskDefinition: service.taskDefinition, tasks: 4 }] };
};

describe('a change that AWS throttles', () => {
  it('is not sent any more after an abort, and nothing was changed', async () => {
    const script = { startEcsDeployment: throttled, readServing: untouched };
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('startEcsDeployment').length > 1);
        await run.say('abort', { by: 'ann', reason: 'wrong service' });
        expect(await run.report()).toMatchObject({
          outcome: 'ABORTED',
          headline: expect.stringMatching(/Nothing was changed/),
          settingsChanged: [],
        });
        expect(callsOf('restoreDeploymentSettings')).toEqual([]);
      },
      { keepAs: 'throttled-and-aborted' },
    );
  });

  it('is not sent any more after a pause; when resumed, production is looked at anew before it', async () => {
    let paused = true;
    const script = {
      readServing: untouched,
      startEcsDeployment: async (input: Parameters<typeof good.startEcsDeployment>[0]) =>
        paused ? throttled() : good.startEcsDeployment(input),
    };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('startEcsDeployment').length > 1);
      await run.say('pause', { by: 'ann' });
      const { waiting } = await run.until((status) => status.waiting?.what === 'resume');
      expect(waiting).toMatchObject({ until: expect.any(String), then: 'ends as FAILED_SAFE' });
      const looks = callsOf('lookAround').length;
      paused = false;
      await run.say('resume', { by: 'ann' });
      await run.until(({ phase }) => phase === 'verifying' || phase === 'closing');
      expect(callsOf('lookAround').length).toBeGreaterThan(looks);
    });
  });
});

describe('a look that AWS throttles', () => {
  it('ends with an abort', async () => {
    await withRollbacks(temporal, { lookAround: throttled }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('lookAround').length > 1);
      await run.say('abort', { by: 'ann', reason: 'wrong service' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED' });
    });
  });
});

describe('a change of which nobody can say whether it was applied', () => {
  const unclear: Activities['startEcsDeployment'] = async () => ({
    how: 'unclear',
    why: 'UpdateService was sent, its answer was lost, and then the credentials expired',
    mendable: true,
  });
  const denied = async (): Promise<never> => refusedBecause('AwsCredentials', 'ExpiredToken');

  it('is never called safe', async () => {
    const script = { entry: { timings: { operatorEndsAfter: 300 } }, startEcsDeployment: unclear, readServing: denied };
    await withRollbacks(temporal, script, async ({ start }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'FAILED_DIRTY', headline: expect.stringMatching(/answer was lost/) });
      expect(report.next.sentence).toMatch(/could not be read whether production was changed/);
    });
  });

  it('is adopted as soon as it can be read', async () => {
    const { script, deploy } = aWorldThatMoves();
    let asked = 0;
    const startEcsDeployment: Activities['startEcsDeployment'] = async (input) => {
      asked += 1;
      if (asked > 1) return good.startEcsDeployment(input);
      deploy('ecs-svc/lost', input.target.release.taskDefinition);
      return unclear(input);
    };
    const world = { ...script, startEcsDeployment, awsAnswers: async () => undefined };
    await withRollbacks(temporal, world, async ({ start }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
    });
  });
});

describe('waits', () => {
  it('for what mends and breaks again by itself have one end', async () => {
    const script = {
      entry: { timings: { operatorEndsAfter: 1_500 } },
      lookAround: async () => refusedBecause('AwsCredentials', 'ExpiredToken'),
      awsAnswers: async () => undefined,
    };
    await withRollbacks(temporal, script, async ({ start }) => {
      expect((await (await start()).report()).outcome).toBe('FAILED_SAFE');
    });
  });

  it('for a resume end too', async () => {
    const script = { entry: { timings: { operatorEndsAfter: 300 }, policy: { approvals: 1 } } };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('pause', { by: 'ann' });
      await run.say('approve', { by: 'bob' });
      expect(await run.report()).toMatchObject({
        outcome: 'FAILED_SAFE',
        headline: expect.stringMatching(/Paused by ann, and nobody resumed it. Nothing was changed/),
      });
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });
});

describe('a plan that cannot be made', () => {
  it('ends at once, holds nothing and pages nobody', async () => {
    const script = {
      lookAround: async () => refusedBecause('AwsAccessDenied', 'not authorized: ecs:DescribeServices'),
    };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start({ planOnly: true }, 'rollback', 'plan/prod/applylens-api/1');
      expect(await run.report()).toMatchObject({
        outcome: 'FAILED_SAFE',
        headline: expect.stringMatching(/No plan could be made: not authorized/),
      });
      expect(callsOf('page')).toEqual([]);
    });
  });
});

describe('a worker whose clock is minutes behind', () => {
  it('does not look for ever', async () => {
    const lookAround = async () => ({
      ...(await good.lookAround({} as never)),
      seenAt: new Date(Date.now() - 300_000).toISOString(),
    });
    await withRollbacks(temporal, { lookAround }, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('lookAround')).toHaveLength(1);
    });
  });
});
