// The page of a run that does not answer, and without Temporal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachTemporalLazily } from '../../../src/client/connect.js';
import { startRollback } from '../../../src/client/start.js';
import { aTemporal, type TestTemporal } from '../../support/temporal.js';
import { finish, heardBy, type SmallWorker, smallWorkers } from '../small-worker.js';
import { aPage, type PageServer } from './a-page.js';
import { aVisitor } from './a-visitor.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let page: PageServer;
const { get, post, cookieOf, fieldsOf } = aVisitor(() => page);

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
});
afterAll(async () => {
  await worker.stop();
  await temporal.stop();
});

describe('a run that does not answer', () => {
  it('is told of by what Temporal says, and can be stopped', async () => {
    const asked = { service: 'silent', environment: 'prod', reason: '5xx since v1.2.3', requestedBy: 'olga' };
    const { id } = await startRollback(temporal.client, asked);
    page = await aPage(temporal.client);
    const cookie = await cookieOf('ann');
    const { statusCode, body } = await get('/prod/silent', cookie);
    expect([statusCode, body]).toEqual([200, expect.stringContaining('the run itself does not answer')]);
    expect([...body.matchAll(/aria-describedby="then-\d+">([^<]*)/g)].map(([, label]) => label)).toEqual(['Abort']);
    const form = { ...(await fieldsOf('/prod/silent/abort', cookie)), reason: 'seen' };
    expect((await post('/prod/silent/abort', form, { cookie })).statusCode).toBe(303);
    const heard = await heardBy(temporal.client, 'silent');
    expect(heard).toContainEqual(
      expect.objectContaining({ name: 'abort', value: expect.objectContaining({ by: 'ann', reason: 'seen' }) }),
    );
    await finish(temporal.client, id);
    await page.server.close();
  });
});

describe('without Temporal', () => {
  it('every page says so in a sentence, as a page', async () => {
    const absent = reachTemporalLazily({ connectionOptions: { address: '127.0.0.1:1' }, namespace: 'default' });
    page = await aPage(absent.client);
    const cookie = await cookieOf('ann');
    for (const url of ['/', '/prod/applylens-api']) {
      const { statusCode, body, headers } = await get(url, cookie);
      expect([statusCode, body]).toEqual([503, expect.stringContaining('Temporal was not reached in time')]);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    }
    await page.server.close();
    await absent.close();
  });
});
