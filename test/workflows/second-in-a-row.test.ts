import { describe, expect, it } from 'vitest';
import { writeHold } from '../../src/hold.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aRelease, arn, aSituation, minutesAgo } from '../support/a-situation.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('a second request right after a rollback', () => {
  it('asks a person, although the policy asks nobody, and never goes ahead in silence', async () => {
    const [primary] = aSituation().service.deployments;
    if (primary === undefined) throw new Error('the night has no deployment');
    const situation = {
      releases: [
        aRelease({ revision: 124, version: '1.2.3', holdTag: writeHold(minutesAgo(3), 'request-0') }),
        aRelease({ revision: 121, version: '1.2.2' }),
        aRelease({ revision: 119, version: '1.2.1', verifiedTag: 'by hand' }),
      ],
      service: {
        taskDefinition: arn(121),
        deployments: [{ ...primary, taskDefinition: arn(121), createdAt: minutesAgo(8) }],
      },
    };
    const entry = { timings: { gateSEV2: 100 } };
    await withRollbacks(temporal, { entry, situation }, async ({ start, callsOf }) => {
      const run = await start();
      const status = await run.until(({ timeline }) => timeline.some(({ text }) => text.includes('asked again')));
      expect(status.waiting?.why).toMatch(/second in a row/);
      expect(callsOf('startEcsDeployment')).toEqual([]);
      await run.say('reject', { by: 'bob', comment: 'an echo' });
      expect((await run.report()).outcome).toBe('ABORTED');
    });
  });
});
