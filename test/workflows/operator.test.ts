import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { followed } from '../support/a-world-that-moves.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';

describe('what only a person can mend', () => {
  it('waits with its remedy, and goes on by itself as soon as the cause is gone', async () => {
    let credentialsWork = false;
    const script = {
      lookAround: async () =>
        credentialsWork
          ? good.lookAround({} as never)
          : refusedBecause('AwsCredentials', 'AWS says ExpiredToken: run aws sso login'),
      awsAnswers: async () => {
        if (!credentialsWork) throw ApplicationFailure.retryable('not yet', 'NotYet');
      },
    };
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const run = await start();
        const status = await run.until(({ phase }) => phase === waits);
        expect(status.doing).toMatch(/aws sso login/);
        expect(status.waiting?.byItself).toBe('AWS answers the worker again');
        credentialsWork = true;
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
      },
      { keepAs: 'mended-by-itself' },
    );
  });

  it('ends as FAILED_SAFE when nobody decides in time and nothing was changed', async () => {
    const script = {
      entry: { timings: { operatorEndsAfter: 200 } },
      lookAround: async () => refusedBecause('ServiceNotFound', 'no such service'),
    };
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        expect(await (await start()).report()).toMatchObject({
          outcome: 'FAILED_SAFE',
          headline: expect.stringMatching(/no such service/),
        });
      },
      { keepAs: 'failed-safe' },
    );
  });

  it('is told in one line that no release is proven good; what is wrong with each stays in the timeline', async () => {
    const situation = aSituation();
    const releases = situation.releases.map((release) => ({ ...release, holdTag: 'by hand' }));
    await withRollbacks(temporal, { lookAround: async () => ({ ...situation, releases }) }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
      const line = 'No target: none of 4 releases is proven good (runback plan applylens-api --env prod)';
      expect([status.doing, status.waiting?.why]).toEqual([line, line]);
      expect(status.timeline.map(({ text }) => text)).toContainEqual(expect.stringMatching(/v1\.2\.2.*held: by hand/));
      await run.say('abort', { by: 'ann', reason: 'seen' });
      await run.report();
    });
  });

  it('pages the on-call', async () => {
    const script = { lookAround: async () => refusedBecause('ServiceNotFound', 'no such service') };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const run = await start();
      await run.until((status) => status.timeline.some(({ text }) => text === 'paged the on-call'));
      expect(callsOf('page')).toEqual([
        expect.objectContaining({
          action: 'trigger',
          summary: expect.stringMatching(/needs a person: no such service/),
        }),
      ]);
    });
  });
});

describe('a deployment that fails', () => {
  it('waits for the operator with the breaker put back, and a retry makes a new deployment', async () => {
    let failures = 0;
    const script = {
      followDeployment: async (input: Parameters<typeof good.followDeployment>[0]) => {
        if (failures > 0) return good.followDeployment(input);
        failures += 1;
        return followed('failed', 'tasks failed to start');
      },
    };
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === waits)).doing).toMatch(/tasks failed to start/);
        expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
        await run.say('decide', { by: 'ann', action: 'retry' });
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
        expect(callsOf('startEcsDeployment')).toEqual([
          expect.objectContaining({ givenUp: [] }),
          expect.objectContaining({ givenUp: ['ecs-svc/ours'] }),
        ]);
      },
      { keepAs: 'failed-deployment-retried' },
    );
  });

  it('says FAILED_DIRTY, what serves and the next step when nobody decides', async () => {
    const script = {
      entry: { timings: { operatorEndsAfter: 200 } },
      followDeployment: async () => followed('failed', 'tasks failed to start'),
    };
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start();
      const report = await run.report();
      expect(report.outcome).toBe('FAILED_DIRTY');
      expect(report.headline).toMatch(
        /tasks failed to start\. Nobody decided in time\. Production runs as before: 4 tasks v1\.2\.3$/,
      );
      expect(report.next.command).toMatch(/^runback start applylens-api /);
      expect((await run.status()).next).toEqual(report.next);
      expect(report.serving).toEqual([expect.objectContaining({ release: '1.2.3', tasks: 4 })]);
    });
  });
});

describe('somebody else', () => {
  it('who deployed another release meanwhile ends it as SUPERSEDED', async () => {
    const startEcsDeployment = async () => ({ how: 'superseded' as const, why: 'v1.2.4 was deployed at 03:05' });
    await withRollbacks(
      temporal,
      { startEcsDeployment },
      async ({ start }) => {
        expect(await (await start()).report()).toMatchObject({
          outcome: 'SUPERSEDED',
          headline: expect.stringMatching(/v1\.2\.4/),
        });
      },
      { keepAs: 'superseded' },
    );
  });

  it('who deploys another release while ours is followed: the breaker is put back all the same', async () => {
    const takenOverBy = { deploymentId: 'ecs-svc/theirs', taskDefinition: arn(125) };
    const taken = followed('taken over', 'v1.2.4 took over', { takenOverBy });
    await withRollbacks(temporal, { followDeployment: async () => taken }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'SUPERSEDED', settingsChanged: [{ putBackAt: expect.any(String) }] });
      expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
    });
  });

  it('who deploys the same target is followed, and what would take it back is switched off there too', async () => {
    let follows = 0;
    const followDeployment = async (input: Parameters<typeof good.followDeployment>[0]) => {
      follows += 1;
      if (follows > 1) return good.followDeployment(input);
      const takenOverBy = { deploymentId: 'ecs-svc/theirs', taskDefinition: arn(121) };
      return followed('taken over', 'a newer deployment', { takenOverBy });
    };
    const startEcsDeployment = async (input: Parameters<typeof good.startEcsDeployment>[0]) => {
      const answer = await good.startEcsDeployment(input);
      const isTheirs = input.deploymentsSeen.includes('ecs-svc/ours');
      return isTheirs ? ({ ...answer, how: 'adopted', deploymentId: 'ecs-svc/theirs' } as typeof answer) : answer;
    };
    await withRollbacks(temporal, { followDeployment, startEcsDeployment }, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('followDeployment')).toContainEqual(expect.objectContaining({ deploymentId: 'ecs-svc/theirs' }));
      expect(callsOf('startEcsDeployment')).toHaveLength(2);
      expect(callsOf('startEcsDeployment')[1]).toMatchObject({ givenUp: [] });
    });
  });
});
