import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { ServingCount } from '../../src/rollback.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { type Follow, followed } from '../support/a-world-that-moves.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const mixed = (target: number, others: number): ServingCount[] => [
  { release: '1.2.2', taskDefinition: arn(121), tasks: target },
  { release: '1.2.3', taskDefinition: arn(124), tasks: others },
];
const stuckAt = (target: number, others: number) =>
  followed('out of time', `${target} of 4 tasks v1.2.2, ${others} others`, {
    serving: mixed(target, others),
    lastProgressAt: new Date(Date.now() - 600_000).toISOString(),
  });

/** Two tasks of the bad release stay, whatever is deployed, until they are stopped one by one. */
function twoTasksStay(stopsWork: boolean) {
  let left = 2;
  const deployed: string[] = [];
  const script: Partial<Activities> = {
    startEcsDeployment: async (input) => {
      deployed.push(input.givenUp.join(','));
      return { ...(await good.startEcsDeployment(input)), deploymentId: `ecs-svc/ours-${deployed.length}` } as never;
    },
    followDeployment: async (input: Follow) =>
      input.until === 'restored' && left > 0 ? stuckAt(4, left) : good.followDeployment(input),
    stopLeftOverTasks: async ({ leave }) => {
      if (stopsWork) left = leave;
      return { left, stopped: ['a1b2', 'c3d4'] };
    },
    readServing: async () => {
      const { service } = aSituation();
      const [before] = service.deployments;
      if (before === undefined) throw new Error('the night has no deployment');
      const deployments = [
        { ...before, id: 'ecs-svc/ours-2', taskDefinition: arn(121) },
        { ...before, status: 'ACTIVE' as const, running: 2 },
      ];
      const serving = mixed(4, left);
      return left > 0 ? { service: { ...service, deployments }, serving } : good.readServing({} as never);
    },
  };
  return { script, deployed };
}

describe('a rollback that is only partially complete', () => {
  it('is repaired by the explicit target, deployed anew, and then by stopping what is left over', async () => {
    const { script, deployed } = twoTasksStay(true);
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(deployed).toEqual(['', 'ecs-svc/ours-1']);
        expect(callsOf('stopLeftOverTasks')).toEqual([expect.objectContaining({ taskDefinition: arn(121), leave: 0 })]);
        expect(report.timeline.map(({ text }) => text)).toContain('stopped what was left over: a1b2, c3d4');
      },
      { keepAs: 'partial' },
    );
  });

  it('is repaired as soon as it stalls, long before the time of Method 3 is over', async () => {
    const { script, deployed } = twoTasksStay(true);
    const followDeployment = async (input: Follow) => {
      const followed = await (script.followDeployment ?? good.followDeployment)(input);
      return followed.end === 'out of time'
        ? { ...followed, end: 'stalled' as const, lastProgressAt: followed.at }
        : followed;
    };
    await withRollbacks(temporal, { ...script, followDeployment }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(deployed).toEqual(['', 'ecs-svc/ours-1']);
      const asked = callsOf('followDeployment') as Follow[];
      expect(asked[0]).toMatchObject({ until: 'restored', stalledAfter: expect.any(Number) });
      expect(asked.find(({ until }) => until === 'stable')).not.toHaveProperty('stalledAfter');
    });
  });

  it('is looked at anew after a pause, before it is repaired', async () => {
    const { script, deployed } = twoTasksStay(true);
    let begin: () => Promise<unknown> = async () => undefined;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      const pausing = begin();
      begin = async () => undefined;
      await pausing;
      return script.followDeployment?.(input) as never;
    };
    await withRollbacks(temporal, { ...script, followDeployment }, async ({ start, callsOf }) => {
      const starting = start();
      begin = async () => (await starting).say('pause', { by: 'ann' });
      const run = await starting;
      await run.until(({ waiting }) => waiting?.what === 'resume');
      const looks = callsOf('lookAround').length;
      expect(deployed).toHaveLength(1);
      await run.say('resume', { by: 'ann' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('lookAround').length).toBeGreaterThan(looks);
    });
  });

  it('that somebody deploys over while it is repaired is SUPERSEDED, and no task of theirs is stopped', async () => {
    const { script } = twoTasksStay(false);
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async () => {
      follows += 1;
      if (follows === 1) return stuckAt(4, 2);
      const takenOverBy = { deploymentId: 'ecs-svc/theirs', taskDefinition: arn(125) };
      return followed('taken over', 'PRIMARY is now ecs-svc/theirs of :125', { takenOverBy });
    };
    await withRollbacks(temporal, { ...script, followDeployment }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'SUPERSEDED', headline: expect.stringContaining('ecs-svc/theirs') });
      expect(callsOf('stopLeftOverTasks')).toEqual([]);
    });
  });

  it('that cannot be repaired is PARTIAL when nobody decides otherwise, with the command that names the target', async () => {
    const { script } = twoTasksStay(false);
    await withRollbacks(
      temporal,
      script,
      async ({ start }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for the operator');
        await run.say('decide', { by: 'ann', action: 'proceed' });
        const report = await run.report();
        expect(report.outcome).toBe('PARTIAL');
        expect(report.headline).toContain('Serving now: 4 tasks v1.2.2, 2 tasks v1.2.3');
        expect(report.next.command).toMatch(/update-service .*--task-definition \S+:121 --force-new-deployment/);
      },
      { keepAs: 'left-partial' },
    );
  });
});
