import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves, type Follow, followed } from '../support/a-world-that-moves.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const stillBad = {
  verdict: 'not recovered',
  checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 % (limit < 2 %)' }],
} as const;
const another = { by: 'ann', action: 'choose-target', target: { taskDefinition: arn(122) } };

describe('another target, chosen when the first one did not help', () => {
  it('is deployed, verified and named', async () => {
    let watches = 0;
    const watchRecovery = async () => {
      watches += 1;
      return watches === 1 ? stillBad : good.watchRecovery({} as never);
    };
    await withRollbacks(
      temporal,
      { ...aWorldThatMoves().script, watchRecovery },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === waits);
        await run.say('decide', another);
        const asked = await run.until(({ phase }) => phase === 'waiting for approval');
        expect(asked.because).toBe('asked for; override asked for by ann');
        await run.say('approve', { by: 'bob' });
        await run.until(({ because }) => because === 'asked for; overridden by ann');
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK_TO_OTHER', to: { taskDefinition: arn(122) } });
        expect(report.from?.taskDefinition).toBe(arn(121));
        expect(report.settingsChanged.map(({ putBackAt }) => putBackAt)).toEqual([
          expect.any(String),
          expect.any(String),
        ]);
        expect(callsOf('restoreDeploymentSettings')).toHaveLength(2);
      },
      { keepAs: 'another-target' },
    );
  });

  it('is refused when nobody has seen it or when it serves now, however it is said; then nobody is paged again', async () => {
    const world = { ...aWorldThatMoves().script, watchRecovery: async () => stillBad };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      const unknown = { ...another, target: { version: '9.9.9' } };
      await expect(run.say('decide', unknown)).rejects.toMatchObject({
        cause: {
          message: expect.stringContaining('v9.9.9 is not among the 4 releases looked at: the newest are v1.2.3'),
        },
      });
      await expect(run.say('decide', { ...another, target: { version: '1.2.2' } })).rejects.toMatchObject({
        cause: { message: expect.stringContaining('v1.2.2 serves now; the newest others are v1.2.3') },
      });
      await run.handle.signal('decide', unknown);
      await run.until(({ timeline }) =>
        timeline.some(({ text }) => text.startsWith('refused decide by "ann": v9.9.9')),
      );
      expect(callsOf('lookAround')).toHaveLength(1);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      await run.report();
    });
  });

  it('that fails is never reported as restored by the first one: proceed ends as FAILED_DIRTY', async () => {
    let starts = 0;
    const { script, deploy } = aWorldThatMoves();
    const world = {
      ...script,
      watchRecovery: async () => stillBad,
      leaveFailedDeployment: async () => {
        deploy('ecs-svc/back', arn(124));
        return { why: 'applylens-api-prod:124 is PRIMARY again' };
      },
      startEcsDeployment: async (input: Parameters<typeof good.startEcsDeployment>[0]) => {
        starts += 1;
        return script.startEcsDeployment(input);
      },
      followDeployment: async (input: Follow) =>
        starts > 1 ? followed('failed', 'tasks failed to start') : good.followDeployment(input),
    };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      await run.say('decide', another);
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'bob' });
      await run.until((status) => status.phase === waits && status.doing.includes('tasks failed to start'));
      await run.say('decide', { by: 'ann', action: 'proceed' });
      const report = await run.report();
      expect(report.outcome).toBe('FAILED_DIRTY');
      expect(report.times).not.toHaveProperty('restoredAt');
      expect(report.times).not.toHaveProperty('stableAt');
      expect(report.verification.verdict).toBe('not verified');
    });
  });
});
