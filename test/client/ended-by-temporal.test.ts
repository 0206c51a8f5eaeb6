import { describe, expect, it } from 'vitest';
import { cardOf } from '../../src/client/card.js';
import type { Execution } from '../../src/client/execution.js';
import type { Status } from '../../src/status.js';
import { aStatus } from '../support/a-situation.js';

const terminated: Execution = {
  id: 'rollback/prod/applylens-api',
  runId: 'run-1',
  state: 'TERMINATED',
  startedAt: '2026-11-23T03:04:00.000Z',
  closedAt: '2026-11-23T03:14:30.000Z',
  memo: {},
  workflowTaskAttempt: 0,
  activities: [],
};
const card = (but: Partial<Status>, execution = terminated) =>
  cardOf({ from: 'the run', execution, status: aStatus({ servingAt: '2026-11-23T03:13:00.000Z', ...but }) });

describe('the card of a rollback that Temporal terminated', () => {
  it('says so first, what it left, and what to do; it offers no verb', () => {
    expect(card({})).toEqual([
      '⏹ applylens-api prod · TERMINATED (by Temporal) at 03:14 UTC; no report',
      'v1.2.3 → v1.2.2 (ran 26 h without trouble)',
      'It was acting: Following the ECS deployment: 3 of 4 tasks on v1.2.2',
      'What it left: production was changed; serving last as seen at 03:13 UTC: 3 tasks v1.2.2, 1 task v1.2.3; ECS goes on with what was begun, nobody follows it',
      'Next: runback plan applylens-api --env prod',
    ]);
  });

  it('says that nothing was changed where that is so', () => {
    expect(card({ changed: false }).join('\n')).toContain('What it left: nothing was changed; serving last');
  });

  it('does not say more than it knows where the change was never answered', () => {
    expect(card({ changeUnclear: true, serving: [] }).join('\n')).toContain(
      'What it left: whether production was changed is not known; what serves was not read',
    );
  });

  it('is the same without a worker, except for what only the run knows', () => {
    expect(cardOf({ from: 'temporal', execution: terminated, why: 'no worker answered in time' })).toEqual([
      '⏹ applylens-api prod · TERMINATED (by Temporal) at 03:14 UTC; no report',
      'What it left: not known, no worker answers (no worker answered in time)',
      'Next: runback plan applylens-api --env prod',
    ]);
  });

  it('is left alone where the run has an outcome', () => {
    const lines = card({ outcome: 'ROLLED_BACK' }, { ...terminated, state: 'COMPLETED' });
    expect(lines[0]).toContain('ROLLED_BACK');
  });
});
