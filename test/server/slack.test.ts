import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken, slackUsersOf } from '../../src/server/tokens.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { aServer, type ServerWorld } from './a-server.js';
import { command, press, pressOf, send, signedHeaders, slackSecret } from './press.js';
import { heardBy, type SmallWorker, smallWorkers } from './small-worker.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let world: ServerWorld;
let slack: Server;
const shown: string[] = [];

const kept = [
  { ...newToken('olga', ['operator', 'approver']).known, slack: 'UOLGA' },
  { ...newToken('vic', ['viewer']).known, slack: 'UVIC' },
  { ...newToken('robot', ['sender']).known, slack: 'UBOT' },
  { ...newToken('eve', ['operator']).known, slack: 'UEVE', environments: ['staging'] },
];

beforeAll(async () => {
  process.env.RUNBACK_TEST_SLACK = slackSecret;
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  slack = createServer((request, response) => {
    request.on('data', (chunk) => shown.push(String(chunk))).on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  const more = { slackSecret: 'env:RUNBACK_TEST_SLACK', ofSlack: slackUsersOf(kept) };
  world = await aServer(temporal.client, more);
  for (const service of ['api', 'web'])
    await world.ask('POST', '/rollbacks', { body: { service, environment: 'prod', reason: '5xx' } });
});
afterAll(async () => {
  await world.server.close();
  await new Promise((resolve) => slack.close(resolve));
  await worker.stop();
  await temporal.stop();
});

const at = { environment: 'prod', service: 'api', run: 'r-1' };
const heard = async (name: string) => (await heardBy(temporal.client, 'api')).filter((each) => each.name === name);
const seconds = () => Math.floor(Date.now() / 1_000);

describe('a button in Slack', () => {
  it('says the same as over HTTP, in the name that the tokens give to the user', async () => {
    const { status, text } = await press(world.server, pressOf('UOLGA', 'pause', at));
    expect([status, text]).toEqual([200, 'pause: pause taken from olga']);
    expect((await heard('pause'))[0]?.value).toMatchObject({ by: 'olga', run: 'r-1' });
  });

  it('is an undo as a decision, and an abort with a reason', async () => {
    await press(world.server, pressOf('UOLGA', 'undo', at));
    await press(world.server, pressOf('UOLGA', 'abort', at));
    expect((await heard('decide'))[0]?.value).toMatchObject({ action: 'undo', by: 'olga' });
    expect((await heard('abort'))[0]?.value).toMatchObject({ reason: 'by a button in Slack' });
  });

  it('is answered to the one who pressed it, and shown through the response URL too', async () => {
    const response_url = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/answer`;
    const { raw } = await press(world.server, pressOf('UOLGA', 'approve', at, { response_url }));
    expect(JSON.parse(raw)).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: 'approve refused: nothing waits for approval',
    });
    await expect.poll(() => shown.join()).toContain('nothing waits for approval');
  });

  it.each([
    ['a stranger', 'UNOBODY', 'resume', at, /does not know who you are: .*slack: UNOBODY/],
    ['a viewer', 'UVIC', 'approve', at, /vic is no approver for api in prod/],
    ['who holds elsewhere', 'UEVE', 'resume', at, /eve is no operator for api in prod/],
    ['an unknown service', 'UOLGA', 'resume', { ...at, service: 'appi' }, /Did you mean api/],
    ['an unknown item', 'UOLGA', 'confirm', { ...at, item: 'coffee' }, /item: expected one of verify-issue/],
  ])('of %s moves nothing', async (_, user, verb, value, why) => {
    const before = await heardBy(temporal.client, 'api');
    const { status, text } = await press(world.server, pressOf(user, verb, value));
    expect(status).toBe(200);
    expect(text).toMatch(why);
    expect(await heardBy(temporal.client, 'api')).toEqual(before);
  });

  it.each([
    ['forged', { secret: 'f'.repeat(32) }, /signature is not Slack/],
    ['old', { timestamp: seconds() - 301 }, /more than five minutes/],
    ['from the future', { timestamp: seconds() + 400 }, /more than five minutes/],
  ])('is refused when it is %s', async (_, sending, why) => {
    const before = await heardBy(temporal.client, 'api');
    const { status, text } = await press(world.server, pressOf('UOLGA', 'resume', at), sending);
    expect(status).toBe(401);
    expect(text).toMatch(why);
    expect(await heardBy(temporal.client, 'api')).toEqual(before);
  });

  it('counts once, however often it is sent', async () => {
    const body = pressOf('UOLGA', 'resume', at);
    const headers = signedHeaders(body, {});
    expect((await send(world.server, 'interactions', body, headers)).status).toBe(200);
    const again = await send(world.server, 'interactions', body, headers);
    expect([again.status, again.text]).toEqual([401, 'Refused: it came before. Nothing was done']);
    expect(await heard('resume')).toHaveLength(1);
    expect((await send(world.server, 'interactions', `${body}&x=1`, headers)).status).toBe(401);
  });

  it.each([
    ['no form', '{}'],
    ['no payload', 'a=b'],
    ['another button', pressOf('UOLGA', 'dance', at)],
    ['no rollback', pressOf('UOLGA', 'resume', { service: 'api' })],
    ['no JSON', new URLSearchParams({ payload: '{' }).toString()],
  ])('with %s is not understood', async (_, body) => {
    expect((await press(world.server, body)).status).toBe(422);
  });
});

describe('/runback', () => {
  it('shows the state card, with nothing in it that Slack would make a mention of', async () => {
    const { text } = await command(world.server, 'status web prod');
    expect(text).toContain('web prod');
    expect((await command(world.server, 'status <!channel>')).text).toContain('&lt;!channel&gt;');
  });

  it('lists what is open, and says what it can do', async () => {
    await expect.poll(async () => (await command(world.server, '')).text).toMatch(/api prod, since .*\n?/);
    expect((await command(world.server, 'deploy now')).text).toBe('Say: /runback status [service] [environment]');
    expect((await command(world.server, 'status', { secret: 'x'.repeat(32) })).status).toBe(401);
  });

  it('shows nothing to whom the tokens do not know, or do not let read', async () => {
    expect((await command(world.server, 'status', { user: 'UNOBODY' })).text).toMatch(
      /does not know who you are: .*slack: UNOBODY/,
    );
    expect((await command(world.server, 'status web prod', { user: 'UBOT' })).text).toBe(
      'robot may not look at rollbacks; this needs viewer, operator or approver',
    );
    expect((await command(world.server, 'status', { user: 'UEVE' })).text).toBe('No rollback is open');
    const unseen = (await command(world.server, 'status web', { user: 'UEVE' })).text;
    expect(unseen).toMatch(/^Service "web" is not in the catalogue/);
    expect(unseen).not.toMatch(/api|jobs/);
  });

  it('is not heard where Slack is not connected', async () => {
    const without = await aServer(temporal.client);
    expect((await command(without.server, 'status')).status).toBe(404);
    await without.server.close();
  });
});
