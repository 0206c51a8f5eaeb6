import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/processes/ports.js';
import { readConfig } from '../../src/config.js';
import { readOidc } from '../../src/oidc-settings.js';
import { withOidc } from '../../src/server/oidc.js';
import { aServer, type ServerWorld } from './a-server.js';

const issuer = 'https://login.example';
let provider: Server;
let world: ServerWorld;
let ours: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
let others: typeof ours;
let connection: Connection;
let keysAnswer = true;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  ours = pair.privateKey;
  others = (await generateKeyPair('RS256')).privateKey;
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  provider = createServer((_, response) => {
    response.writeHead(keysAnswer ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
  world = await aServer(new Client({ connection }), { tokens: withOidc(() => undefined, settingsOf(provider)) });
});
afterAll(async () => {
  await world.server.close();
  await connection.close();
  await new Promise((resolve) => provider.close(resolve));
});

const settingsOf = (server: Server) =>
  readOidc({
    RUNBACK_OIDC_ISSUER: issuer,
    RUNBACK_OIDC_AUDIENCE: 'runback',
    RUNBACK_OIDC_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    RUNBACK_OIDC_ROLES_CLAIM: 'realm.groups',
    RUNBACK_OIDC_ROLES: 'sre=operator,approver@prod/web; viewers=viewer; sre=viewer',
  });

type Claims = {
  iss?: string;
  aud?: string;
  exp?: string;
  email?: string | undefined;
  groups?: unknown;
  verified?: boolean;
};
const tokenOf = (
  { iss = issuer, aud = 'runback', exp = '5m', groups = ['sre'], verified, ...rest }: Claims = {},
  key = ours,
) =>
  new SignJWT({
    ...('email' in rest ? { email: rest.email } : { email: 'ann@example.com' }),
    ...(verified === undefined ? {} : { email_verified: verified }),
    realm: { groups },
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('4711')
    .setIssuer(iss)
    .setAudience(aud)
    .setExpirationTime(exp)
    .sign(key);

const records = async (token: string) =>
  world.ask('GET', '/webhooks/records', { as: 'nobody', headers: { authorization: `Bearer ${token}` } });
const approve = async (service: string, token: string) =>
  world.ask('POST', `/rollbacks/prod/${service}/approve`, {
    as: 'nobody',
    headers: { authorization: `Bearer ${token}` },
    body: {},
  });

describe('a token of the identity provider', () => {
  it('counts with the roles of its groups', async () => {
    expect((await records(await tokenOf())).status).toBe(200);
  });

  it('holds where its groups hold, and nowhere else', async () => {
    const token = await tokenOf();
    const elsewhere = await approve('api', token);
    expect(elsewhere).toMatchObject({ status: 403 });
    expect(elsewhere.text).toContain('ann@example.com does not hold for api in prod');
    expect((await approve('web', token)).status).toBe(503);
    expect((await approve('web', await tokenOf({ groups: ['viewers'] }))).text).toContain(
      'holds viewer; this needs approver',
    );
  });

  it.each([
    ['signed by somebody else', () => tokenOf({}, others)],
    ['of another issuer', () => tokenOf({ iss: 'https://evil.example' })],
    ['for another audience', () => tokenOf({ aud: 'wiki' })],
    ['that is over', () => tokenOf({ exp: '-2m' })],
    ['without a name', () => tokenOf({ email: undefined })],
    ['with an address that nobody verified', () => tokenOf({ verified: false })],
    ['that is not signed', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.e30`],
    ['changed on the way', async () => (await tokenOf()).replace(/\.[^.]+\./, '.e30.')],
  ])('%s is not known', async (_, token) => {
    expect(await records(await token())).toMatchObject({ status: 401 });
  });

  it('holds no role without a group that is known', async () => {
    expect((await records(await tokenOf({ groups: ['admin', 7] }))).text).toContain('holds no role');
  });

  it('cannot be judged while the provider’s keys cannot be read', async () => {
    keysAnswer = false;
    const blind = await aServer(new Client({ connection }), {
      tokens: withOidc(() => undefined, settingsOf(provider)),
    });
    const authorization = `Bearer ${await tokenOf()}`;
    const answer = await blind.ask('GET', '/webhooks/records', { as: 'nobody', headers: { authorization } });
    expect(answer.status).toBe(503);
    await blind.server.close();
    keysAnswer = true;
  });
});

describe('the settings of the identity provider', () => {
  const some = {
    RUNBACK_OIDC_ISSUER: issuer,
    RUNBACK_OIDC_AUDIENCE: 'a',
    RUNBACK_OIDC_JWKS_URL: 'https://login.example/keys',
  };
  it.each([
    [{ RUNBACK_OIDC_ISSUER: issuer }, 'RUNBACK_OIDC_JWKS_URL: needed where RUNBACK_OIDC_ISSUER is set'],
    [{ ...some, RUNBACK_OIDC_JWKS_URL: 'http://login.example/keys' }, 'RUNBACK_OIDC_JWKS_URL: expected an https URL'],
    [{ ...some, RUNBACK_OIDC_ROLES: 'sre=king' }, 'RUNBACK_OIDC_ROLES: expected GROUP=ROLE'],
    [{ RUNBACK_SLACK_SIGNING_SECRET: 'abc' }, 'RUNBACK_SLACK_SIGNING_SECRET: expected a reference'],
    [{ RUNBACK_SIGNING: 'abc' }, 'RUNBACK_SIGNING: expected a reference'],
    [{ RUNBACK_TOKEN: 'x', RUNBACK_SERVER: 'runback' }, 'RUNBACK_SERVER: expected a URL'],
  ])('are said with their variable: %j', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence);
  });

  it('are none without an issuer', () => expect(readConfig({}).oidc).toBeUndefined());
});
