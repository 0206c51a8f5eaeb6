import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves, type Follow, followed, servesAsBefore, servesNow } from '../support/a-world-that-moves.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const takenBy = (deploymentId: string, revision: number) =>
  followed('taken over', `PRIMARY is now ${deploymentId} of :${revision}`, {
    takenOverBy: { deploymentId, taskDefinition: arn(revision) },
  });

describe('the release we left, deployed again', () => {
  it('while our deployment is followed is asked about, and a retry rolls it back again', async () => {
    const { script, deploy } = aWorldThatMoves();
    let follows = 0;
    const followDeployment = async (input: Follow) => {
      follows += 1;
      if (follows > 1) return good.followDeployment(input);
      deploy('ecs-svc/pipeline', arn(124));
      return takenBy('ecs-svc/pipeline', 124);
    };
    await withRollbacks(
      temporal,
      { ...script, ...servesAsBefore(), followDeployment },
      async ({ start, callsOf }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === waits)).doing).toMatch(
          /release we left is deployed again \(ecs-svc\/pipeline\)/,
        );
        await run.say('decide', { by: 'ann', action: 'retry' });
        expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', to: { taskDefinition: arn(121) } });
        expect(callsOf('startEcsDeployment')).toEqual([
          expect.anything(),
          expect.objectContaining({
            fromTaskDefinition: arn(124),
            deploymentsSeen: expect.arrayContaining(['ecs-svc/pipeline']),
          }),
        ]);
      },
      { keepAs: 'deployed-again' },
    );
  });

  it('is rolled back once more at once where the policy says so, and the on-call is told; a second time a person decides', async () => {
    const { script, deploy } = aWorldThatMoves();
    const followDeployment = async (input: Follow) => {
      if (input.until !== 'restored') return good.followDeployment(input);
      deploy('ecs-svc/pipeline', arn(124));
      return takenBy('ecs-svc/pipeline', 124);
    };
    const entry = { policy: { rollBackAgain: true } };
    await withRollbacks(
      temporal,
      { ...script, ...servesAsBefore(), followDeployment, entry },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === waits);
        expect(callsOf('startEcsDeployment')).toHaveLength(2);
        expect(callsOf('page')[0]).toMatchObject({ summary: expect.stringContaining('It is rolled back once more') });
      },
    );
  });

  it('during the watch is noticed at once, and traffic is not said to be restored any more', async () => {
    const { script, deploy } = aWorldThatMoves();
    const followDeployment = async (input: Follow) => {
      if (input.until !== 'taken over') return good.followDeployment(input);
      deploy('ecs-svc/pipeline', arn(124));
      return takenBy('ecs-svc/pipeline', 124);
    };
    await withRollbacks(temporal, { ...script, followDeployment, watchRecovery: forEver }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === waits);
      expect(status.doing).toMatch(/release we left is deployed again/);
      expect(status.times).not.toHaveProperty('restoredAt');
      await run.say('decide', { by: 'ann', action: 'proceed' });
      expect((await run.report()).outcome).toBe('FAILED_DIRTY');
    });
  });
});

describe('somebody else who deploys while recovery is watched', () => {
  it('another release ends it as SUPERSEDED, at once', async () => {
    const followDeployment = async (input: Follow) =>
      input.until === 'taken over' ? takenBy('ecs-svc/theirs', 125) : good.followDeployment(input);
    await withRollbacks(
      temporal,
      { followDeployment, watchRecovery: forEver, ...servesNow(arn(125), '1.2.4') },
      async ({ start }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'SUPERSEDED', headline: expect.stringMatching(/ecs-svc\/theirs/) });
      },
      { keepAs: 'taken-over' },
    );
  });

  it('the same target is followed instead of ours, and verified', async () => {
    let reigns = 0;
    const followDeployment = async (input: Follow) => {
      if (input.until !== 'taken over') return good.followDeployment(input);
      reigns += 1;
      return reigns === 1 ? takenBy('ecs-svc/theirs', 121) : forEver();
    };
    let watches = 0;
    const watchRecovery = async () => {
      watches += 1;
      return watches === 1 ? forEver() : good.watchRecovery({} as never);
    };
    await withRollbacks(temporal, { followDeployment, watchRecovery }, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('followDeployment')).toContainEqual(
        expect.objectContaining({ deploymentId: 'ecs-svc/theirs', until: 'stable' }),
      );
      expect(callsOf('startEcsDeployment')).toHaveLength(1);
    });
  });
});

describe('a deployment that takes over before ours is stable', () => {
  it('is acted on without waiting for the watch', async () => {
    const followDeployment = async (input: Follow) =>
      input.until === 'stable' ? takenBy('ecs-svc/theirs', 125) : good.followDeployment(input);
    await withRollbacks(temporal, { followDeployment, watchRecovery: forEver }, async ({ start }) => {
      expect((await (await start()).report()).outcome).toBe('SUPERSEDED');
    });
  });
});

describe('a deployment that gets no further', () => {
  const stalls = (input: Follow) =>
    input.until === 'restored'
      ? followed('out of time', '2 of 4 tasks on :121', {
          lastProgressAt: new Date(Date.now() - 600_000).toISOString(),
        })
      : undefined;

  it('is not followed for ever: it is out of its time, and a person is asked', async () => {
    const followDeployment = async (input: Follow) =>
      input.deadline > new Date(Date.now() + 3_600_000).toISOString() ? forEver() : (stalls(input) ?? forEver());
    await withRollbacks(temporal, { followDeployment }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === waits);
      expect(status.attempts).toEqual([expect.objectContaining({ result: 'out-of-time' })]);
    });
  });

  it('goes on by itself when it gets on after all', async () => {
    let follows = 0;
    const followDeployment = async (input: Follow) => {
      follows += 1;
      return (follows === 1 ? stalls(input) : undefined) ?? good.followDeployment(input);
    };
    const { script } = aWorldThatMoves();
    await withRollbacks(
      temporal,
      { ...script, ...servesAsBefore(), followDeployment },
      async ({ start, callsOf }) => {
        expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
        expect(callsOf('startEcsDeployment')).toEqual([
          expect.objectContaining({ givenUp: [] }),
          expect.objectContaining({ givenUp: [] }),
        ]);
        // No worker's slot is held while a person is waited for.
        expect(callsOf('followDeployment')[1]).toMatchObject({ once: true });
      },
      { keepAs: 'stalled' },
    );
  });
});

describe('the page to the on-call', () => {
  it.each([
    ['proceed', 'NOT_RECOVERED', []],
    ['abort', 'ABORTED', ['resolve']],
  ])('after %s, which ends as %s, is resolved: %j', async (action, outcome, actions) => {
    const stillBad = {
      verdict: 'not recovered',
      checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 %' }],
    } as const;
    await withRollbacks(temporal, { watchRecovery: async () => stillBad }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until((status) => status.timeline.some(({ text }) => text === 'paged the on-call'));
      await run.say('decide', { by: 'ann', action, reason: 'seen' });
      expect((await run.report()).outcome).toBe(outcome);
      const pages = callsOf('page').map((page) => (page as { action: string }).action);
      expect(pages.filter((each) => each === 'resolve')).toEqual(actions);
    });
  });
});
