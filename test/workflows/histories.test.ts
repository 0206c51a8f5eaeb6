import { describe, expect, it } from 'vitest';
import { replay } from '../support/a-rollback-service.js';
import { keptHistories } from '../support/kept-histories.js';

const kept = await keptHistories();

describe('a run that was begun by an earlier version', () => {
  it.each(kept)('goes on after an upgrade: $name', async ({ name, read }) => {
    await replay(await read(), name === 'handed-over' ? 'by-hand-1' : 'rollback/prod/applylens-api');
  });

  it('is there for each way a rollback may go', () => {
    expect(kept.map(({ name }) => name)).toEqual([
      'aborted-while-verifying',
      'approved',
      'cancelled',
      'failed-deployment-retried',
      'handed-over',
      'mended-by-itself',
      'not-needed',
      'not-recovered',
      'observed',
      'odd-messages',
      'paused',
      'rejected',
      'rolled-back',
      'silence',
      'stuck',
      'superseded',
    ]);
  });
});
