import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { environmentOf } from '../../sandbox/dev/environment.js';
import { aSandbox, type CheckedSandbox } from '../support/a-sandbox.js';
import { controlOf } from '../support/control-api.js';
import { anApp, clientOf, oneButton } from './slack/a-slack.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox?.stop());

const control = () => controlOf(sandbox);

describe('Slack, PagerDuty and Statuspage in the simulated production', () => {
  it('are where the sandbox says, and take the secrets of its environment', async () => {
    const env = environmentOf({}, { folder: '.', temporal: '', serverPort: 1, tokens: undefined });
    const { slack, pagerDuty, statuspage } = sandbox.urls;
    expect((await clientOf({ url: slack }, env.SLACK_BOT_TOKEN).auth.test()).ok).toBe(true);
    const headers = { authorization: `Token token=${env.PAGERDUTY_API_TOKEN}` };
    expect((await fetch(`${pagerDuty}/incidents`, { headers })).status).toBe(200);
    const { pageId } = (await control().get('/statuspage')) as { pageId: string };
    const key = { authorization: `OAuth ${env.STATUSPAGE_API_KEY}` };
    expect((await fetch(`${statuspage}/v1/pages/${pageId}/incidents`, { headers: key })).status).toBe(200);
    expect((await control().get('/slack')).signingSecret).toBe(env.SLACK_SIGNING_SECRET);
  });

  it('have a button pressed, and the same request sent again, over the control API', async () => {
    const app = await anApp();
    const { chat } = clientOf({ url: sandbox.urls.slack });
    const { ts: message } = await chat.postMessage({ channel: 'incidents', text: 'Asked', blocks: [oneButton()] });
    const press = { to: app.url, message, button: 'Approve', as: 'olga' };
    const { json } = await control().send('POST', '/slack/press', press);
    const again = await control().send('POST', '/slack/replay', { id: json.id });
    expect([json.outcome, again.json.outcome]).toEqual(['ok', 'ok']);
    const command = await control().send('POST', '/slack/command', { to: app.url, text: 'status', as: 'pedro' });
    expect(command.json).toMatchObject({ status: 200, outcome: 'ok' });
    expect(app.heard).toHaveLength(3);
    const wrong = await control().send('POST', '/slack/press', { ...press, button: 'Reject' });
    expect([wrong.status, wrong.json.detail]).toEqual([400, expect.stringContaining('a button Reject')]);
    await app.close();
  });

  it.each(['slack', 'paging', 'statuspage'])('are told of faults by POST /%s, which 0 times ends', async (name) => {
    const pending = async () => (await control().get(`/${name}`)).faults;
    expect((await control().send('POST', `/${name}`, { fault: 'down', times: 'always' })).status).toBe(200);
    expect(await pending()).toMatchObject([{ fault: 'down', times: 'always' }]);
    await control().send('POST', `/${name}`, { fault: 'down', times: 0 });
    expect(await pending()).toEqual([]);
    expect((await control().send('POST', `/${name}`, { fault: 'sulk' })).status).toBe(400);
  });
});
