import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type SlackDouble, startSlackDouble } from '../../../sandbox/slack/slack-double.js';
import { faultShape } from '../../../sandbox/web-double.js';
import { clientOf } from './a-slack.js';

let slack: SlackDouble;
beforeEach(async () => {
  slack = await startSlackDouble({ port: 0 });
});
afterEach(() => slack.close());

const inject = (fault: object): void => slack.faults.inject(faultShape.parse(fault));
const post = (more: object = {}) =>
  clientOf(slack, 'xoxb-sandbox', more).chat.postMessage({ channel: 'incidents', text: 'Rolling back' });

describe('A double that is told to have a fault', () => {
  it('resets the connection while it is down, and answers again afterwards', async () => {
    inject({ fault: 'down', times: 'always' });
    for (let count = 0; count < 2; count += 1)
      await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    inject({ fault: 'down', times: 0 });
    expect((await post()).ok).toBe(true);
    expect(slack.messages()).toHaveLength(1);
  });

  it('hangs until the client gives up', async () => {
    inject({ fault: 'hang' });
    await expect(post({ timeout: 1_000 })).rejects.toThrow();
    expect(slack.requests()).toMatchObject([{ path: '/api/chat.postMessage', fault: 'hang' }]);
    expect(slack.messages()).toEqual([]);
  });

  it('answers 500', async () => {
    inject({ fault: 'error' });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
  });

  it('answers 429 with the Retry-After that it was told', async () => {
    inject({ fault: 'rate-limit', retryAfterSeconds: 7 });
    await expect(post({ rejectRateLimitedCalls: true })).rejects.toMatchObject({ retryAfter: 7 });
  });

  it('takes the message and drops the answer, so that who repeats it says it twice', async () => {
    inject({ fault: 'drop-answer' });
    await post({ retryConfig: { retries: 1, minTimeout: 1 } });
    expect(slack.messages()).toHaveLength(2);
  });

  it('meets only requests about what was named', async () => {
    inject({ fault: 'error', about: 'chat.update' });
    expect((await post()).ok).toBe(true);
    expect(slack.faults.pending()).toHaveLength(1);
  });

  it('can be looked at all the same', async () => {
    await post();
    inject({ fault: 'down', times: 'always' });
    const looked = await fetch(`${slack.url}/messages`);
    expect(await looked.json()).toEqual({ messages: slack.messages() });
  });
});
