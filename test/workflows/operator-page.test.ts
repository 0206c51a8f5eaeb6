import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { until } from '../../sandbox/processes/until.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;

describe('a page that is on its way when the run closes', () => {
  it('is resolved after it arrived', async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const actions: string[] = [];
    let broken = true;
    const page: Activities['page'] = async ({ action }) => {
      actions.push(action);
      if (action === 'trigger') await arrived;
      return { at: new Date().toISOString() };
    };
    const lookAround: Activities['lookAround'] = async (input) =>
      broken ? refusedBecause('ServiceNotFound', 'no such service') : good.lookAround(input);
    await withRollbacks(temporal, { page, lookAround }, async ({ start }) => {
      const run = await start();
      await until('no page was sent', 10_000, async () => (actions.length > 0 ? true : undefined));
      broken = false;
      await run.say('decide', { by: 'ann', action: 'retry' });
      await run.until(({ phase }) => phase === 'closing');
      arrive();
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      await until('it was not resolved', 10_000, async () => (actions.length > 1 ? true : undefined));
      expect(actions).toEqual(['trigger', 'resolve']);
    });
  });
});
