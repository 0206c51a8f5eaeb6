import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { followed } from '../support/a-world-that-moves.js';
import { refusedBecause } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const waits = 'waiting for the operator';
const entry = { timings: { escalationLook: 100 } };

const crashLoops: Activities['followDeployment'] = async ({ taskDefinition, until }) =>
  taskDefinition === arn(124) ? followed(until, '4 of 4 tasks v1.2.3') : followed('failed', 'tasks failed to start');

/** Five deployments are active for the first `refusals` times. */
function fiveAreActive(refusals: number) {
  let primary = { id: 'ecs-svc/ours', taskDefinition: arn(121) };
  let asked = 0;
  const readServing: Activities['readServing'] = async () => {
    const { service } = aSituation();
    const [seen] = service.deployments;
    if (seen === undefined) throw new Error('the night has no deployment');
    return { service: { ...service, deployments: [{ ...seen, ...primary }] }, serving: [] };
  };
  const leaveFailedDeployment: Activities['leaveFailedDeployment'] = async ({ backTo }) => {
    asked += 1;
    if (asked <= refusals) return refusedBecause('FiveActiveDeployments', 'UpdateService: 5 deployments exist');
    primary = { id: 'ecs-svc/back', taskDefinition: backTo };
    return { deploymentId: 'ecs-svc/back', why: ':124 is PRIMARY again', switchedOff: ['circuit breaker rollback'] };
  };
  const deploy = (id: string) => {
    primary = { ...primary, id };
  };
  return { deploy, script: { entry, followDeployment: crashLoops, readServing, leaveFailedDeployment } };
}

describe('a failed deployment that could not be left, because five are active', () => {
  it('is left while a person is waited for, as soon as ECS takes it', async () => {
    const { script } = fiveAreActive(2);
    await withRollbacks(
      temporal,
      script,
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === waits);
        await run.until(({ timeline }) => timeline.some(({ text }) => text.includes('is not left to be tried')));
        expect(callsOf('leaveFailedDeployment')).toHaveLength(3);
        await run.say('decide', { by: 'ann', action: 'proceed' });
        const report = await run.report();
        expect(report.settingsChanged.filter(({ putBackAt }) => putBackAt === undefined)).toEqual([]);
        expect(report.settingsChanged.at(-1)).toMatchObject({ setting: 'circuit breaker rollback' });
        expect(report.deployed?.at(-1)).toMatchObject({ from: arn(121), to: arn(124) });
      },
      { keepAs: 'left-at-last' },
    );
  });

  it('is tried once more before the run closes, which waits for nothing and says how it is left by hand', async () => {
    const { script } = fiveAreActive(99);
    const follow: Activities['followDeployment'] = async (input) => {
      await isAborted;
      return crashLoops(input);
    };
    let aborted: () => void = () => undefined;
    const isAborted = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    await withRollbacks(temporal, { ...script, followDeployment: follow }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('followDeployment').length > 0);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      aborted();
      const report = await run.report();
      expect(report.outcome).toBe('ABORTED');
      expect(callsOf('leaveFailedDeployment')).toHaveLength(2);
      expect(texts(report)).toMatch(/still PRIMARY.*aws ecs update-service --cluster .* --task-definition .*:124/);
    });
  });

  it('is not touched once something else is PRIMARY', async () => {
    const { script, deploy } = fiveAreActive(1);
    const leaveFailedDeployment: Activities['leaveFailedDeployment'] = async (input) => {
      deploy('ecs-svc/of-somebody');
      return script.leaveFailedDeployment(input);
    };
    await withRollbacks(temporal, { ...script, leaveFailedDeployment }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      await run.report();
      expect(callsOf('leaveFailedDeployment')).toHaveLength(1);
    });
  });
});
