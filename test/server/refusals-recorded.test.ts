// What is refused is recorded: who wanted what, and why not.
import { Client, Connection } from '@temporalio/client';
import { type DestinationStream, pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/processes/ports.js';
import { newToken, slackUsersOf } from '../../src/server/tokens.js';
import { aServer, type ServerWorld } from './a-server.js';
import { press, pressOf, slackSecret } from './press.js';

let connection: Connection;
let world: ServerWorld;
let lines: Record<string, unknown>[] = [];

const here: DestinationStream = { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
const vic = { ...newToken('vic', ['viewer']).known, slack: 'UVIC' };
const at = { environment: 'prod', service: 'api', run: 'r-1' };

beforeAll(async () => {
  process.env.RUNBACK_TEST_SLACK = slackSecret;
  connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
  world = await aServer(new Client({ connection }), {
    logger: pino({ level: 'warn' }, here),
    slackSecret: 'env:RUNBACK_TEST_SLACK',
    ofSlack: slackUsersOf([vic]),
  });
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  await world.server.close();
  await connection.close();
});

describe('a message over HTTP that is refused', () => {
  it.each([
    ['by a stranger', 'stranger', 'approve', {}, { status: 401, by: 'nobody known', why: /is not known/ }],
    ['by a viewer', 'viewer', 'approve', {}, { status: 403, by: 'viewer-olga', why: /needs approver/ }],
    [
      'with an unknown item',
      'operator',
      'confirm',
      { item: 'coffee' },
      { status: 422, by: 'operator-olga', why: /item/ },
    ],
    [
      'with a comment that is too long',
      'approver',
      'approve',
      { comment: 'x'.repeat(5_000) },
      { status: 422, by: 'approver-olga', why: /comment/ },
    ],
    [
      'by no admin who breaks the glass',
      'approver',
      'approve',
      { breakGlass: 'alone' },
      { status: 403, by: 'approver-olga', why: /is no admin/ },
    ],
  ] as const)('%s is recorded once', async (_, as, verb, body, { status, by, why }) => {
    const url = `/rollbacks/prod/api/${verb}`;
    expect((await world.ask('POST', url, { as, body })).status).toBe(status);
    expect(lines).toMatchObject([{ msg: 'Refused', path: url, status, by, why: expect.stringMatching(why) }]);
  });

  it('is no line where somebody only looks', async () => {
    expect((await world.ask('GET', '/rollbacks', { as: 'stranger' })).status).toBe(401);
    expect(lines).toEqual([]);
  });
});

describe('a button in Slack that is refused', () => {
  it('is recorded with who pressed it', async () => {
    await press(world.server, pressOf('UVIC', 'approve', at));
    await press(world.server, pressOf('UNOBODY', 'approve', at));
    expect(lines).toMatchObject([
      { msg: 'Refused', by: 'vic', pressed: 'approve', service: 'api', why: expect.stringContaining('is no approver') },
      { msg: 'Refused', by: 'UNOBODY', why: expect.stringContaining('does not know who you are') },
    ]);
  });

  it.each([
    ['forged', { secret: 'f'.repeat(32) }, /signature is not Slack/],
    ['old', { timestamp: Math.floor(Date.now() / 1_000) - 301 }, /more than five minutes/],
  ])('is recorded when it is %s', async (_, sending, why) => {
    await press(world.server, pressOf('UVIC', 'approve', at), sending);
    expect(lines).toMatchObject([
      { msg: 'Refused', path: '/slack/interactions', status: 401, why: expect.stringMatching(why) },
    ]);
  });
});
