import { expect, it } from 'vitest';
import { consequenceOf } from '../../src/cli/consequence.js';
import type { Verb } from '../../src/identifiers.js';
import type { Status } from '../../src/status.js';
import { aStatus } from '../server/fixtures/shapes.js';

const of = { id: 'rollback/prod/api', runId: 'r', service: 'api', environment: 'prod' };
const status = (but: Partial<Status> = {}) => aStatus({ ...of, request: { ...of, reason: '5xx' } }, but);

it.each<[string, Verb, Partial<Status>, string]>([
  ['an approval', 'approve', {}, 'Then api prod goes from v1.2.3 to v1.2.2, as soon as enough people have approved'],
  [
    'a rejection before any change',
    'reject',
    { changed: false, phase: 'waiting for approval' },
    'Then this rollback ends: nothing has been changed, nothing will be. Production now: 3 tasks v1.2.2',
  ],
  [
    'an abort half way',
    'abort',
    {},
    'now 3 tasks v1.2.2, 1 task v1.2.3; the deployment is followed to its end at v1.2.2, no further step is taken',
  ],
  ['a pause', 'pause', {}, 'it still escalates to the engineering manager at 03:34 UTC'],
  [
    'a pause after traffic was restored',
    'pause',
    { times: { acceptedAt: '2026-11-23T03:04:00.000Z', restoredAt: '2026-11-23T03:09:00.000Z' } },
    'traffic was restored at 03:09 UTC, so it escalates no more',
  ],
  ['an abort before production was read', 'abort', { serving: [] }, 'Production now: not read yet'],
  ['a decision', 'decide', {}, 'Then it looks and plans again, and asks for approval where the way has changed'],
  ['a note', 'note', {}, 'production stays as it is'],
])('says what production will look like after %s', (_, verb, but, words) => {
  expect(consequenceOf(verb, status(but))).toContain(words);
});
