import { expect, it } from 'vitest';
import { whenStopped } from '../../src/state-card/when-stopped.js';
import type { Status } from '../../src/status.js';
import { aStatus } from '../support/a-situation.js';

const acceptedAt = '2026-11-23T03:04:00.000Z';
const restoredAt = '2026-11-23T03:09:00.000Z';
const stableAt = '2026-11-23T03:11:00.000Z';
const tasks = '3 tasks v1.2.2, 1 task v1.2.3';
const followed = `now ${tasks}; the deployment is followed to its end at v1.2.2, no further step is taken`;
const left = `what was changed stays, now ${tasks}; ECS goes on with what was begun, no further step is taken`;
const maybe =
  'a change may be on its way: then its deployment is followed to its end at v1.2.2, no further step is taken';
const unchanged = 'nothing has been changed, nothing will be';

it.each<[string, Partial<Status>, string]>([
  ['it looks', { phase: 'looking', changed: false }, unchanged],
  ['it waits for approval', { phase: 'waiting for approval', changed: false }, unchanged],
  ['it waits for approval of another target after a change', { phase: 'waiting for approval' }, left],
  ['it calls UpdateService, which has not answered', { phase: 'acting', changeUnclear: true }, maybe],
  ['it is about to call UpdateService', { phase: 'acting', changed: false }, maybe],
  ['it follows the deployment', { phase: 'acting' }, followed],
  [
    'it is paused between two methods',
    { phase: 'acting', waiting: { what: 'resume', why: 'paused by ann', from: 'anybody', since: acceptedAt } },
    left,
  ],
  ['it is restored and not yet stable', { phase: 'verifying', times: { acceptedAt, restoredAt } }, followed],
  ['it watches', { phase: 'verifying', times: { acceptedAt, restoredAt, stableAt } }, `stays: ${tasks}`],
  ['it waits for the operator after a deployment that failed', { phase: 'waiting for the operator' }, left],
  ['it waits for the operator before any change', { phase: 'waiting for the operator', changed: false }, unchanged],
  [
    'it waits for the operator with a change that could not be read back',
    { phase: 'waiting for the operator', changeUnclear: true },
    'whether a change was made is not known; ECS goes on with what was begun, no further step is taken',
  ],
  ['it is stuck after a change', { phase: 'stuck' }, left],
])('a run that is stopped while %s says what stays and what is followed', (_, given, words) => {
  expect(whenStopped(aStatus(given))).toBe(words);
});
