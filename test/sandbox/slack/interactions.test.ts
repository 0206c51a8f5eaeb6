import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { commandShape, pressShape } from '../../../sandbox/slack/interactions.js';
import { type SlackDouble, startSlackDouble } from '../../../sandbox/slack/slack-double.js';
import { anApp, clientOf, type Heard, oneButton } from './a-slack.js';

let slack: SlackDouble;
let message: string;
const apps: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  slack = await startSlackDouble({ port: 0 });
  const posted = await clientOf(slack).chat.postMessage({ channel: 'incidents', text: 'Asked', blocks: [oneButton()] });
  message = posted.ts ?? '';
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  await slack.close();
});

async function app(...answer: Parameters<typeof anApp>) {
  const started = await anApp(...answer);
  apps.push(started);
  return started;
}

const press = (to: string, more: object = {}) =>
  slack.press(pressShape.parse({ to, message, button: 'Approve', as: 'olga', ...more }));
const command = (to: string, text = 'status') => slack.command(commandShape.parse({ to, text, as: 'pedro' }));

/** As Slack documents the check. */
function isSigned({ headers, body }: Heard): boolean {
  const base = `v0:${String(headers['x-slack-request-timestamp'])}:${body}`;
  const mac = createHmac('sha256', 'slack-signing-secret-of-the-sandbox').update(base).digest('hex');
  return headers['x-slack-signature'] === `v0=${mac}`;
}

const payloadOf = ({ body }: Heard) =>
  JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as {
    readonly response_url: string;
    readonly actions: readonly { readonly value: string }[];
  };
const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('A button that somebody presses', () => {
  it('tells the app who pressed what, signed', async () => {
    const { url, heard } = await app();
    expect(await press(url)).toMatchObject({ id: 1, status: 200, outcome: 'ok' });
    const [one] = heard as [Heard];
    expect(isSigned(one)).toBe(true);
    expect(payloadOf(one)).toMatchObject({
      type: 'block_actions',
      user: { id: 'U00000OLGA', username: 'olga' },
      channel: { name: 'incidents' },
      container: { type: 'message', message_ts: message },
      message: { ts: message, text: 'Asked' },
      actions: [{ action_id: 'approve', block_id: 'gate', value: 'run-1', type: 'button' }],
    });
  });

  it('is found by its action_id as well, and not when the message has no such button or there is no such person', async () => {
    const { url } = await app();
    expect(await press(url, { button: 'approve' })).toMatchObject({ outcome: 'ok' });
    await expect(press(url, { button: 'Reject' })).rejects.toThrow('a button Reject');
    await expect(press(url, { as: 'mallory' })).rejects.toThrow('a user mallory');
  });

  it('is gone once the message was edited, but for somebody whose Slack shows the old one', async () => {
    const { url, heard } = await app();
    await clientOf(slack).chat.update({ channel: 'C00000001', ts: message, text: 'Approved' });
    await expect(press(url)).rejects.toThrow('a button Approve');
    await press(url, { stale: true });
    expect(payloadOf(heard[0] as Heard).actions[0]?.value).toBe('run-1');
  });

  it('can be forged, unsigned, old or sent again', async () => {
    const { url, heard } = await app();
    await press(url, { signature: 'forged' });
    await press(url, { signature: 'none' });
    const { id } = await press(url, { secondsOld: 301 });
    await slack.replay(id);
    expect(heard.map(isSigned)).toEqual([false, false, true, true]);
    const [, unsigned, old, again] = heard as [Heard, Heard, Heard, Heard];
    expect(unsigned.headers['x-slack-signature']).toBeUndefined();
    expect(Number(old.headers['x-slack-request-timestamp'])).toBeLessThan(Date.now() / 1000 - 300);
    expect([again.body, again.headers['x-slack-signature']]).toEqual([old.body, old.headers['x-slack-signature']]);
  });

  it('is answered five times by its response_url: to the person, or in place of the message', async () => {
    const { url, heard } = await app();
    await press(url);
    const { response_url: later } = payloadOf(heard[0] as Heard);
    await post(later, { text: 'You asked for it yourself' });
    await post(later, { text: 'Approved by olga', replace_original: true });
    expect(slack.messages()).toMatchObject([
      { ts: message, text: 'Approved by olga', firstText: 'Asked' },
      { text: 'You asked for it yourself', onlyFor: 'olga', via: 'response_url' },
    ]);
    for (let count = 0; count < 3; count += 1) await post(later, { text: 'x' });
    const refused = await post(later, { text: 'x' });
    expect([refused.status, await refused.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  });
});

describe('An app that Slack tells something', () => {
  it('has three seconds', async () => {
    const { url } = await app(() => 'never');
    expect(await press(url)).toMatchObject({ outcome: 'operation_timeout' });
  });

  it.each([
    [401, 'http_error'],
    [202, 'http_error'],
  ])('that answers %i shows the person an error', async (status, outcome) => {
    const { url } = await app(() => ({ status }));
    expect(await press(url)).toMatchObject({ status, outcome });
  });

  it('that is not there as well', async () => {
    expect(await press('http://127.0.0.1:1/slack')).toMatchObject({ outcome: 'connection_failed' });
  });
});

describe('A slash command', () => {
  it('is signed, and its answers are for the person alone unless they say otherwise', async () => {
    const { url, heard } = await app(() => ({ body: JSON.stringify({ text: 'Looking' }) }));
    expect(await command(url)).toMatchObject({ outcome: 'ok' });
    const [one] = heard as [Heard];
    const form = new URLSearchParams(one.body);
    expect([isSigned(one), form.get('command'), form.get('text'), form.get('user_name')]).toEqual([
      true,
      '/runback',
      'status',
      'pedro',
    ]);
    await post(form.get('response_url') ?? '', { response_type: 'in_channel', text: 'Nothing is rolled back' });
    const [, looking, nothing] = slack.messages();
    expect(looking).toMatchObject({ text: 'Looking', onlyFor: 'pedro', via: 'answer' });
    expect(nothing).toMatchObject({ text: 'Nothing is rolled back', via: 'response_url' });
    expect(nothing).not.toHaveProperty('onlyFor');
  });
});
