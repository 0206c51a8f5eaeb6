// The page without a browser: who gets in, what a form must carry, and what every answer tells a browser to obey.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRollback } from '../../../src/client/start.js';
import { aTemporal, type TestTemporal } from '../../support/temporal.js';
import { finish, heardBy, type SmallWorker, smallWorkers } from '../small-worker.js';
import { aPage, type PageServer, tokenOf } from './a-page.js';
import { aVisitor } from './a-visitor.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let page: PageServer;
const service = 'applylens-api';
const at = `/prod/${service}`;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  const asked = { service, environment: 'prod', reason: '5xx since v1.2.3', requestedBy: 'olga' };
  await startRollback(temporal.client, asked);
  page = await aPage(temporal.client);
});
afterEach(async () => {
  await page.server.close();
  page = await aPage(temporal.client);
});
afterAll(async () => {
  await page.server.close();
  await finish(temporal.client, `rollback/prod/${service}`);
  await worker.stop();
  await temporal.stop();
});

const { signIn, post, get, cookieOf, fieldsOf } = aVisitor(() => page);

const notes = async (): Promise<unknown[]> =>
  (await heardBy(temporal.client, service)).filter(({ name }) => name === 'note').map(({ value }) => value);

describe('the sign-in', () => {
  it('gives a cookie that scripts and other sites cannot use, and that is not the token', async () => {
    const answer = await signIn(tokenOf('vera'));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, at]);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^runback=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(tokenOf('vera'));
  });

  it.each([['over TLS behind a proxy', { 'x-forwarded-proto': 'https' }]])(
    'gives a cookie that never goes without TLS %s',
    async (_, headers) => {
      expect((await signIn(tokenOf('vera'), headers)).headers['set-cookie']).toMatch(/; Secure$/);
    },
  );

  it('shows nothing of production to who is not signed in', async () => {
    for (const url of ['/', at, '/prod/no-such-api', `${at}/abort`]) {
      const { statusCode, body } = await get(url);
      expect([statusCode, body.includes('name="token"'), body.includes('v1.2.3')]).toEqual([401, true, false]);
    }
  });

  it('refuses a wrong token in a sentence, and after ten of them every one from that address for a minute', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { statusCode, body } = await signIn('rb_wrong');
      expect([statusCode, body]).toEqual([401, expect.stringContaining('Not signed in: the token is not known')]);
    }
    const { statusCode, body, headers } = await signIn(tokenOf('vera'));
    expect([statusCode, body]).toEqual([429, expect.stringMatching(/too many wrong tokens .* try again in \d+ s/)]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('refuses a machine, and does not go on to another site', async () => {
    expect((await signIn(tokenOf('alarm'))).statusCode).toBe(403);
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await post('/sign-in', { token: tokenOf('vera'), to })).headers.location).toBe('/');
  });

  it('ends with the sign-out, and as soon as the token is withdrawn', async () => {
    const cookie = await cookieOf('ann');
    const { csrf = '' } = await fieldsOf(`${at}/note`, cookie);
    const forged = await post('/sign-out', { csrf: 'wrong' }, { cookie });
    expect([(await get(at, cookie)).statusCode, forged.headers['set-cookie']]).toEqual([200, undefined]);
    await post('/sign-out', { csrf }, { cookie });
    expect((await get(at, cookie)).statusCode).toBe(401);
    const another = await cookieOf('ann');
    page.withdraw('ann');
    expect((await get(at, another)).statusCode).toBe(401);
  });
});

describe('every page', () => {
  it('lets no script or style in that is not its own, no frame around it, and is kept nowhere', async () => {
    const cookie = await cookieOf('vera');
    for (const url of ['/', at, '/page.js', '/page.css', '/prod/no-such-api']) {
      const { headers } = await get(url, cookie);
      expect(headers['content-security-policy']).toMatch(/default-src 'none';.*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
      });
    }
    expect((await get(at, cookie)).body).not.toMatch(/<script(?! src="\/page\.js")|<style| on\w+=|style="/);
  });

  it('is not in the OpenAPI document', async () => {
    const { paths } = (await get('/openapi.json')).json<{ paths: object }>();
    expect(Object.keys(paths).filter((path) => /^\/page|sign|^\/$|^\/\{environment/.test(path))).toEqual([]);
  });

  it('is refused, in a sentence, where the token does not hold', async () => {
    const { statusCode, body } = await get(at, await cookieOf('eve'));
    expect([statusCode, body]).toEqual([403, expect.stringContaining('eve does not hold for applylens-api in prod')]);
    expect((await get('/', await cookieOf('eve'))).body).not.toContain(service);
    expect((await get('/prod/no-such-api', await cookieOf('vera'))).statusCode).toBe(404);
  });
});

describe('a form', () => {
  it('is sent as the holder of the token, once however often it is sent', async () => {
    const cookie = await cookieOf('ann');
    const form = { ...(await fieldsOf(`${at}/note`, cookie)), text: 'the flag is off', by: 'mallory' };
    const before = (await notes()).length;
    expect((await post(`${at}/note`, form, { cookie })).statusCode).toBe(303);
    expect((await post(`${at}/note`, form, { cookie })).statusCode).toBe(303);
    expect((await notes()).slice(before)).toEqual([expect.objectContaining({ by: 'ann', text: 'the flag is off' })]);
    expect((await get(at, cookie)).body).toContain('note taken from ann');
    expect((await get(at, cookie)).body).not.toContain('note taken from ann');
  });

  it.each([
    ['from another site', {}, { origin: 'https://evil.example' }],
    ['from a page without an origin', {}, { origin: 'null' }],
    ['that a browser calls cross-site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['without the word of the session', { csrf: '' }, {}],
    ['with a wrong word', { csrf: 'x'.repeat(43) }, {}],
    ['about another run, or another question', { shown: 'x'.repeat(22) }, {}],
  ])('%s moves nothing', async (_, fields, headers) => {
    const cookie = await cookieOf('ann');
    const form = { ...(await fieldsOf(`${at}/note`, cookie)), text: 'forged', ...fields };
    const before = await notes();
    const { statusCode, body } = await post(`${at}/note`, form, { cookie, ...headers });
    expect([statusCode, body]).toEqual([
      expect.toSatisfy((it) => it === 403 || it === 409),
      expect.stringContaining('Nothing was sent: '),
    ]);
    expect(await notes()).toEqual(before);
  });

  it('without a sign-in, or with a role that is not enough, moves nothing and says why', async () => {
    const form = await fieldsOf(`${at}/note`, await cookieOf('ann'));
    expect((await post(`${at}/note`, { ...form, text: 'x' })).statusCode).toBe(401);
    const cookie = await cookieOf('vera');
    const own = await fieldsOf(`${at}/note`, cookie);
    const { statusCode, body } = await post(`${at}/note`, { ...own, text: 'x' }, { cookie });
    expect([statusCode, body]).toEqual([403, expect.stringContaining('vera holds viewer; this needs operator')]);
    expect((await get(at, cookie)).body).toMatch(/vera may not: Pause \(needs operator\)/);
    expect((await get(at, await cookieOf('paul'))).statusCode).toBe(200);
  });

  it('with a field that is wrong or too long is refused with the field', async () => {
    const cookie = await cookieOf('ann');
    const fields = await fieldsOf(`${at}/note`, cookie);
    const { statusCode, body } = await post(`${at}/note`, { ...fields, text: 'x'.repeat(4_001) }, { cookie });
    expect([statusCode, body]).toEqual([422, expect.stringContaining('text')]);
    expect((await post(`${at}/note`, { ...fields, text: 'x'.repeat(70_000) }, { cookie })).statusCode).toBe(413);
    expect((await post(`${at}/launch`, fields, { cookie })).statusCode).toBe(422);
  });

  it('for what does not count now is not even shown', async () => {
    const { statusCode, body } = await get(`${at}/approve`, await cookieOf('ann'));
    expect([statusCode, body]).toEqual([409, expect.stringContaining('where approve does not count now')]);
  });
});
