import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { aCanary, canaryWithout } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { allServe } from '../support/what-serves.js';

const temporal = temporalOfThisFile();

describe('a rollback of the service beside its canary', () => {
  it('has the rule weights read back, and is not recovered while what was left still gets requests', async () => {
    const checkTargetServes: Activities['checkTargetServes'] = async ({ taskDefinition, left }) => [
      ...allServe(taskDefinition),
      {
        name: 'Rule weights',
        verdict: left?.version === '1.2.3' ? 'failed' : 'passed',
        evidence: '10 % goes to the canary, which runs v1.2.3',
      },
    ];
    const situation = { canary: { state: 'known', value: aCanary() } } as const;
    await withRollbacks(temporal, { situation, checkTargetServes }, async ({ start }) => {
      const run = await start({ scope: 'service' });
      const { doing, diagnosis } = await run.until((status) => status.diagnosis !== undefined);
      expect(doing).toMatch(/v1\.2\.2 .* production is still bad: Rule weights: 10 % goes to the canary/);
      expect(JSON.stringify(diagnosis)).toMatch(/still gets requests by way of the canary: .* --scope canary/);
      await run.say('decide', { by: 'ann', action: 'proceed' });
      expect((await run.report()).outcome).toBe('NOT_RECOVERED');
    });
  });

  it.each([
    ['there is none', undefined],
    ['it could not be looked at before', { state: 'unknown', why: '503' } as const],
  ])('asks for no weights where %s', async (_, canary) => {
    const situation = canary === undefined ? {} : { canary };
    await withRollbacks(temporal, { situation }, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect(callsOf('checkTargetServes')[0]).not.toHaveProperty('left');
    });
  });

  it('asks for them where the canary has none as well: they may be raised meanwhile', async () => {
    const situation = { canary: { state: 'known', value: canaryWithout() } } as const;
    await withRollbacks(temporal, { situation }, async ({ start, callsOf }) => {
      await (await start({ scope: 'service' })).report();
      expect(callsOf('checkTargetServes')[0]).toMatchObject({ left: { version: '1.2.3' } });
    });
  });
});
