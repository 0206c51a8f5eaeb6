import { beforeAll, describe, expect, it } from 'vitest';
import { keptHistories } from '../support/kept-histories.js';
import { replayErrors } from '../support/replayed.js';

const kept = await keptHistories();

describe('a run that was begun by an earlier version', () => {
  let errors: readonly (Error | undefined)[] = [];
  beforeAll(async () => {
    errors = await replayErrors(await Promise.all(kept.map(({ read }) => read())));
  }, 180_000);

  it.each(kept.map(({ name }, index) => ({ name, index })))('goes on after an upgrade: $name', ({ index }) => {
    expect(errors.length).toBeGreaterThan(index);
    expect(errors[index]).toBeUndefined();
  });

  it('is there for each way a rollback may go', () => {
    expect(kept.map(({ name }) => name)).toEqual([
      'aborted-while-verifying',
      'across-migration',
      'another-target',
      'approved',
      'asked-by-token',
      'asked',
      'authenticated',
      'break-glass',
      'canary-aborted',
      'canary-pipeline-stopped',
      'canary-script',
      'canary-undoes',
      'canary-undone',
      'canary',
      'cancelled',
      'database-break-glass',
      'database-dirty',
      'database-held',
      'database-locked',
      'database-not-ours',
      'database-not-reached',
      'database-overtaken',
      'database-silence',
      'database-skipped',
      'database',
      'deployed-again',
      'diagnosed-not-recovered',
      'diagnosed',
      'elsewhere',
      'escalation',
      'failed-deployment-retried',
      'failed-safe',
      'five-deployments',
      'guard-handed-over',
      'guarded',
      'handed-over',
      'incident',
      'late-request',
      'left-at-last',
      'left-partial',
      'mended-by-itself',
      'monitor',
      'not-measured',
      'not-needed',
      'not-put-back',
      'not-recovered',
      'observed',
      'odd-messages',
      'partial',
      'paused',
      'pipeline-dispatched-undone',
      'pipeline-dispatched',
      'pipeline-rolls-back',
      'pipeline-stopped',
      'planned',
      'postmortem',
      'rejected',
      'rolled-back',
      'script-aborted',
      'script-died-half-way',
      'script-lied',
      'script-lost',
      'script-mended',
      'script-not-run-again',
      'script-refused',
      'script',
      'settled',
      'silence',
      'skipped',
      'stalled',
      'stuck',
      'superseded',
      'taken-back',
      'taken-over',
      'throttled-and-aborted',
      'told',
      'unclear',
      'undoes',
      'undone',
      'worse',
    ]);
  });
});
