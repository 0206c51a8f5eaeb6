import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type SlackDouble, startSlackDouble } from '../../../sandbox/slack/slack-double.js';
import { clientOf, errorOf, oneButton } from './a-slack.js';

let slack: SlackDouble;
beforeEach(async () => {
  slack = await startSlackDouble({ port: 0 });
});
afterEach(() => slack.close());

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

describe("Slack's double under its own SDK", () => {
  it('knows its bot by the token alone', async () => {
    expect(await clientOf(slack).auth.test()).toMatchObject({ ok: true, user_id: 'U000RUNBACK', team: 'ApplyLens' });
    expect(await errorOf(clientOf(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
    const anonymous = await fetch(`${slack.url}/api/auth.test`, { method: 'POST' });
    expect([anonymous.status, await anonymous.json()]).toEqual([200, { ok: false, error: 'not_authed' }]);
    slack.token = 'revoked';
    expect(await errorOf(clientOf(slack).auth.test())).toBe('token_revoked');
  });

  it('keeps one thread, its first message edited, with links to both', async () => {
    const { chat } = clientOf(slack);
    const first = await chat.postMessage({ channel: '#incidents', text: 'Rolling back', blocks: [oneButton()] });
    const [channel, ts] = [first.channel ?? '', first.ts ?? ''];
    const reply = await chat.postMessage({ channel, thread_ts: ts, text: 'Method 3 has begun' });
    await chat.update({ channel, ts, text: 'Rolled back' });
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(slack.messages()).toMatchObject([
      { channel: '#incidents', ts, text: 'Rolled back', firstText: 'Rolling back', buttons: [], edits: [{}] },
      { threadTs: ts, ts: reply.ts, text: 'Method 3 has begun', edits: [] },
    ]);
    const links = await Promise.all(
      [ts, reply.ts ?? ''].map((message_ts) => chat.getPermalink({ channel, message_ts })),
    );
    expect(links.map(({ permalink }) => permalink)).toEqual([
      `https://applylens.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
      expect.stringContaining(`?thread_ts=${ts}&cid=${channel}`),
    ]);
  });

  it('takes the blocks away when a message is edited to a text alone, and keeps the text when to blocks alone', async () => {
    const { chat } = clientOf(slack);
    const { channel = '', ts = '' } = await chat.postMessage({
      channel: 'incidents',
      text: 'One',
      blocks: [oneButton()],
    });
    await chat.update({ channel, ts, blocks: [section('Two')] });
    expect(slack.messages()).toMatchObject([{ text: 'One', blocks: [{ text: { text: 'Two' } }], buttons: [] }]);
    await chat.update({ channel, ts, text: 'Three' });
    expect(slack.messages()).toMatchObject([{ text: 'Three', blocks: [] }]);
  });

  it('gives every message of a channel a ts of its own', async () => {
    const { chat } = clientOf(slack);
    const posted = await Promise.all(
      [1, 2, 3, 4].map((each) => chat.postMessage({ channel: 'general', text: `${each}` })),
    );
    expect(new Set(posted.map(({ ts }) => ts)).size).toBe(4);
  });

  it('finds what was posted by its metadata, so that a lost answer does not mean a second message', async () => {
    const client = clientOf(slack);
    const metadata = { event_type: 'runback', event_payload: { run: 'prod/applylens-api', line: 1 } };
    const { channel = '', ts = '' } = await client.chat.postMessage({ channel: 'incidents', text: 'One', metadata });
    await client.chat.postMessage({ channel, text: 'Two', thread_ts: ts });
    const history = await client.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages).toMatchObject([{ ts, text: 'One', metadata }]);
    expect((await client.conversations.history({ channel })).messages?.[0]?.metadata).toBeUndefined();
    const replies = await client.conversations.replies({ channel, ts });
    expect(replies.messages?.map(({ text }) => text)).toEqual(['One', 'Two']);
  });

  it('knows channels and people by id and people by address', async () => {
    const client = clientOf(slack);
    const { channels } = await client.conversations.list();
    expect(channels?.map(({ name }) => name)).toEqual(['incidents', 'deployments', 'general']);
    expect((await client.users.info({ user: 'U00000OLGA' })).user?.name).toBe('olga');
    expect((await client.users.lookupByEmail({ email: 'pedro@applylens.io' })).user?.id).toBe('U0000PEDRO');
    expect(await errorOf(client.users.lookupByEmail({ email: 'who@example.com' }))).toBe('users_not_found');
    expect(await errorOf(client.users.info({ user: 'UNOBODY' }))).toBe('user_not_found');
  });

  it('takes a body of JSON as well', async () => {
    const headers = { authorization: 'Bearer xoxb-sandbox', 'content-type': 'application/json' };
    const body = JSON.stringify({ channel: 'C00000002', text: 'Hello', blocks: [section('Hello')] });
    const answer = await fetch(`${slack.url}/api/chat.postMessage`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ ok: true, channel: 'C00000002' });
  });

  it.each([
    ['an unknown channel', { channel: 'nowhere', text: 'x' }, 'channel_not_found'],
    ['nothing to say', { channel: 'incidents', text: '' }, 'no_text'],
    ['a thread that is none', { channel: 'incidents', text: 'x', thread_ts: '0' }, 'invalid_thread_ts'],
    [
      'a thread that is not there',
      { channel: 'incidents', text: 'x', thread_ts: '1700000000.000001' },
      'thread_not_found',
    ],
    ['metadata without a type', { channel: 'incidents', text: 'x', metadata: '{}' }, 'invalid_metadata_schema'],
    [
      'blocks that are no list',
      { channel: 'incidents', text: 'x', blocks: '{"type":"divider"}' },
      'invalid_blocks_format',
    ],
  ])('refuses %s', async (_, given, error) => {
    expect(await errorOf(clientOf(slack).apiCall('chat.postMessage', given))).toBe(error);
    expect(slack.messages()).toEqual([]);
  });

  it('refuses to write where it may not, to edit what is not there, and a method that there is not', async () => {
    const client = clientOf(slack);
    slack.setChannel('incidents', 'archived');
    slack.setChannel('deployments', 'left');
    expect(await errorOf(client.chat.postMessage({ channel: 'incidents', text: 'x' }))).toBe('is_archived');
    expect(await errorOf(client.chat.postMessage({ channel: '#deployments', text: 'x' }))).toBe('not_in_channel');
    const [channel, ts] = ['C00000003', '1700000000.000001'];
    expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
    expect(await errorOf(client.chat.getPermalink({ channel, message_ts: ts }))).toBe('message_not_found');
    expect(await errorOf(client.apiCall('chat.shout'))).toBe('unknown_method');
  });

  it('refuses an edit of more than 4,000 characters, and cuts a message at 40,000 with a warning', async () => {
    const { chat } = clientOf(slack);
    const posted = await chat.postMessage({ channel: 'general', text: 'a'.repeat(40_001) });
    expect(posted.response_metadata?.warnings).toEqual(['message_truncated']);
    const about = { channel: posted.channel ?? '', ts: posted.ts ?? '' };
    expect(await errorOf(chat.update({ ...about, text: 'a'.repeat(4_001) }))).toBe('msg_too_long');
  });
});

describe('The rate limits of Slack', () => {
  it('let a burst through in one channel, then 429 with Retry-After, and other channels are free', async () => {
    const { chat } = clientOf(slack, 'xoxb-sandbox', { rejectRateLimitedCalls: true });
    const channels = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? 'incidents' : 'C00000001'));
    const posts = await Promise.allSettled(channels.map((channel) => chat.postMessage({ channel, text: 'x' })));
    const refused = posts.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(slack.messages().length).toBeGreaterThanOrEqual(5);
    expect(refused[0]).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    expect((await chat.postMessage({ channel: 'general', text: 'x' })).ok).toBe(true);
  });

  it('are waited for by the SDK, which delivers then', async () => {
    const { chat } = clientOf(slack, 'xoxb-sandbox', { retryConfig: { retries: 9, minTimeout: 1, maxTimeout: 1 } });
    const texts = Array.from({ length: 7 }, (_, at) => `${at}`);
    await Promise.all(texts.map((text) => chat.postMessage({ channel: 'incidents', text })));
    expect(slack.messages()).toHaveLength(7);
    expect(slack.requests().map(({ status }) => status)).toContain(429);
  });
});
