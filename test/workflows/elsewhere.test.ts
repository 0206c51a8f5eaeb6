import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { type Follow, followed, servesAsBefore } from '../support/a-world-that-moves.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;

/** While our deployment is followed ECS goes back by itself. */
const goesBackTo = (revision: number) => {
  const takenOverBy = { deploymentId: 'ecs-svc/by-ecs', taskDefinition: arn(revision), byEcs: true as const };
  const followDeployment = async (input: Follow) =>
    input.deploymentId === 'ecs-svc/ours'
      ? followed('taken over', 'ECS deployment circuit breaker: rolling back', { takenOverBy })
      : good.followDeployment(input);
  const startEcsDeployment = async (input: Parameters<typeof good.startEcsDeployment>[0]) => {
    const answer = await good.startEcsDeployment(input);
    const isTheirs = input.deploymentsSeen.includes('ecs-svc/ours');
    return isTheirs ? ({ ...answer, how: 'adopted', deploymentId: 'ecs-svc/by-ecs' } as typeof answer) : answer;
  };
  return { followDeployment, startEcsDeployment };
};

describe('ECS that goes back to a release of its own choice', () => {
  it('is followed there, and what serves in the end is named as another one', async () => {
    await withRollbacks(
      temporal,
      goesBackTo(122),
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK_TO_OTHER',
          to: { version: '1.2.1', taskDefinition: arn(122) },
          headline: expect.stringContaining('v1.2.1 serves everything'),
        });
        expect(callsOf('checkTargetServes').at(-1)).toMatchObject({
          taskDefinition: arn(122),
          target: { release: { version: '1.2.1' } },
        });
      },
      { keepAs: 'elsewhere' },
    );
  });

  it('to the release that we left is a question to a person: somebody switched its breaker on again', async () => {
    await withRollbacks(temporal, { ...goesBackTo(124), ...servesAsBefore() }, async ({ start }) => {
      const run = await start();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toMatch(/ECS took our deployment back, so somebody switched its breaker or alarms on again/);
    });
  });
});
