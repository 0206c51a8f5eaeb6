import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;

describe('a bug of ours', () => {
  it('is the phase stuck: the lock is kept, somebody is paged, and decide goes on', async () => {
    let looks = 0;
    const lookAround = async () => {
      looks += 1;
      const seen = await good.lookAround({} as never);
      return looks === 1 ? ({ ...seen, service: null } as never) : seen;
    };
    await withRollbacks(
      temporal,
      { lookAround },
      async ({ start, callsOf }) => {
        const run = await start();
        expect((await run.until(({ phase }) => phase === 'stuck')).doing).toMatch(
          /Runback failed unexpectedly: TypeError/,
        );
        await run.until((status) => status.timeline.some(({ text }) => text === 'paged the on-call'));
        expect(callsOf('page')).toHaveLength(1);
        await run.say('decide', { by: 'ann', action: 'retry' });
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
      },
      { keepAs: 'stuck' },
    );
  });
});
