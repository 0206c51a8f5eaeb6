import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { aBadCanary, canaryNow, followed, untouched } from '../support/a-bad-canary.js';
import { aCanary, canaryService, canaryTaskDefinition, withBadCanary } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;

describe('Method 4, when the trouble is confined to the canary', () => {
  it('takes its traffic, then its tasks, and touches nothing of the service', async () => {
    await withRollbacks(
      temporal,
      aBadCanary(),
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          method: 'canary',
          from: { taskDefinition: canaryTaskDefinition },
          to: { taskDefinition: arn(121) },
          attempts: [{ method: 'canary', result: 'claimed' }],
          canary: { service: canaryService, ...canaryNow },
        });
        expect(report.headline).toContain(`serves alone (canary ${canaryService}: no traffic and no tasks)`);
        expect(report.settingsChanged).toMatchObject([
          { setting: 'weight of the canary in rule 10 of api:443', from: '10', to: '0', stays: true },
          { setting: 'stickiness of rule 10 of api:443', from: '3600 s', to: 'off', stays: true },
          { setting: 'weight of the canary in the default action of api:443', from: '10', to: '0' },
          { setting: 'stickiness of the default action of api:443' },
          { setting: `desired count of ${canaryService}`, from: '1', to: '0', stays: true },
          { setting: `scaling of ${canaryService}`, putBackAt: expect.any(String) },
        ]);
        expect(report.undoByHand?.map((command) => command.split(' ').slice(1, 3).join(' '))).toEqual([
          'ecs update-service',
          'ecs wait',
          'elbv2 modify-rule',
          'elbv2 modify-listener',
          'application-autoscaling register-scalable-target',
        ]);
        untouched(callsOf);
        expect(callsOf('forgetCanary')).toHaveLength(1);
      },
      { keepAs: 'canary' },
    );
  });

  it('is what canaryRollback does, whatever was measured', async () => {
    const traffic = { state: 'not connected' } as const;
    await withRollbacks(temporal, { ...aBadCanary(), situation: withBadCanary({ traffic }) }, async ({ start }) => {
      const report = await (await start({}, 'canaryRollback')).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', attempts: [{ method: 'canary', result: 'claimed' }] });
    });
  });

  it('is not tried where ECS sets the weights: the remedy is the question to the operator', async () => {
    const owned = aCanary().forwards.map((forward) => ({
      ...forward,
      ownedBy: 'applylens-api-prod (strategy CANARY)',
    }));
    const world = { ...aBadCanary(), situation: withBadCanary({ forwards: owned }) };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toMatch(/are set by ECS itself for applylens-api-prod .*stop-service-deployment/);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', change: 'none' });
      expect(callsOf('shiftTrafficToStable')).toEqual([]);
      untouched(callsOf);
    });
  });

  it('sets the weight to 0 again when somebody raises it meanwhile', async () => {
    let follows = 0;
    const followCanary: Activities['followCanary'] = async ({ until }) => {
      if (until === 'raised again') return forEver();
      follows += 1;
      return follows === 1 ? followed('raised again', { why: 'rule 10 gives it weight 10 again' }) : followed(until);
    };
    await withRollbacks(temporal, aBadCanary({ followCanary }), async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(callsOf('shiftTrafficToStable')).toHaveLength(2);
      expect(report.timeline.map(({ text }) => text).join()).toContain('somebody gives the canary traffic again');
    });
  });

  it('asks a person when it is raised again and again', async () => {
    const followCanary: Activities['followCanary'] = async () =>
      followed('raised again', { why: 'rule 10 has weight 10' });
    await withRollbacks(temporal, aBadCanary({ followCanary }), async ({ start, callsOf }) => {
      const run = await start();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('Stop whoever sets it');
      expect(callsOf('shiftTrafficToStable')).toHaveLength(4);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });

  it('pages and asks when it is raised while production is watched, and takes it out again on retry', async () => {
    let watches = 0;
    const followCanary: Activities['followCanary'] = async ({ until }) => {
      if (until !== 'raised again') return followed(until);
      watches += 1;
      return watches === 1 ? followed('raised again', { why: 'the desired count is 2 again' }) : forEver();
    };
    let recoveries = 0;
    const watchRecovery: Activities['watchRecovery'] = async (input) => {
      recoveries += 1;
      return recoveries === 1 ? forEver() : good.watchRecovery(input);
    };
    await withRollbacks(temporal, aBadCanary({ followCanary, watchRecovery }), async ({ start, callsOf }) => {
      const run = await start();
      const { doing } = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(doing).toContain('The canary is back: the desired count is 2 again');
      await run.say('decide', { by: 'ann', action: 'retry' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('shiftTrafficToStable')).toHaveLength(2);
      expect(callsOf('page')).not.toEqual([]);
      untouched(callsOf);
    });
  });
});
