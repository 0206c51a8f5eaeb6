import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import type { Phase, RollbackRequest } from '../../src/rollback.js';
import { type RunningRollback, withRollbacks } from '../support/a-rollback-service.js';
import { refusedBecause, type Script } from '../support/scripted-activities.js';
import { askedWithDatabase, withDatabase } from '../support/scripted-database.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const notYet = async (): Promise<never> => {
  throw ApplicationFailure.retryable('not yet', 'NotYet');
};
const lookAround = async () => refusedBecause('AwsCredentials', 'AWS says ExpiredToken: run aws sso login');

const waits: readonly [string, Phase, Script, Partial<RollbackRequest>][] = [
  ['for approval', 'waiting for approval', { entry: { policy: { approvals: 1 } } }, {}],
  ['for approval of what the database loses', 'waiting for approval', withDatabase(), askedWithDatabase()],
  ['for who mends expired credentials', 'waiting for the operator', { lookAround, awsAnswers: notYet }, {}],
];

describe('a rollback that only waits', () => {
  it.each(waits)('%s holds no slot of a worker', async (_, phase, script, request) => {
    await withRollbacks(temporal, script, async ({ start }) => {
      const run = await start(request);
      await run.until((status) => status.phase === phase);
      expect(await atRest(run)).toBe(true);
    });
  });
});

/** What is retried meanwhile takes a slot for an instant only: a look between two attempts finds none taken. */
const atRest = ({ handle }: RunningRollback): Promise<true> =>
  until('a worker goes on with something', 20_000, async () => {
    const { raw } = await handle.describe();
    return (raw.pendingActivities ?? []).every(({ state }) => Number(state) !== started) ? true : undefined;
  });

/** PENDING_ACTIVITY_STATE_STARTED of Temporal's API. */
const started = 2;
