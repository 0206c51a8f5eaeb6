import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellChannel } from '../../../activities/notifiers/index.js';
import { type SlackDouble, startSlackDouble } from '../../../sandbox/slack/slack-double.js';
import { faultShape } from '../../../sandbox/web-double.js';
import type { Delivered, Notice } from '../../../src/notice.js';
import { aNotice, anIncident, wellEnded } from '../../support/a-notice.js';
import { anEntry } from '../../support/an-entry.js';

interface Shown {
  readonly channel: string;
  readonly text: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly permalink: string;
  readonly blocks: readonly object[];
  readonly buttons: readonly object[];
  readonly pings: readonly string[];
}

let double: SlackDouble;
const messages = () => double.messages() as readonly Shown[];

beforeAll(() => vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-sandbox'));
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  double = await startSlackDouble({ port: 0 });
});
afterEach(() => double.close());

const entryHere = () => {
  const slack = {
    api: `${double.url}/api`,
    token: 'env:SLACK_BOT_TOKEN',
    incidents: '#incidents',
    deployments: '#deployments',
  };
  return anEntry({ slack, timings: { httpTimeout: 500 } });
};
const tell = async (
  notice: Notice,
  { thread, again = false }: Partial<Delivered> & { again?: boolean } = {},
): Promise<Partial<Delivered>> =>
  (await tellChannel({
    entry: entryHere(),
    channel: 'Slack',
    incident: anIncident,
    notice,
    again,
    ...(thread === undefined ? {} : { thread }),
  })) ?? {};
const fault = (given: object) => double.faults.inject(faultShape.parse(given));

describe('#incidents', () => {
  it('has one thread for an incident, whose first message is always how it stands now', async () => {
    const { thread, link } = await tell(aNotice());
    if (thread === undefined) throw new Error('no thread was begun');
    await tell(aNotice({ id: 'run-1/2', kind: 'update', says: '3 of 4 tasks' }), { thread });
    await tell(aNotice({ id: 'run-1/3', kind: 'changed', card: ['🟡 restored'] }), { thread });
    await tell(aNotice({ id: 'run-1/4', kind: 'closed', card: ['✅ ROLLED_BACK'], verbs: [], ended: wellEnded }), {
      thread,
    });
    const [first, ...replies] = messages();
    expect(link).toBe(first?.permalink);
    expect(first?.threadTs).toBeUndefined();
    expect(JSON.stringify(first?.blocks)).toContain('✅ ROLLED_BACK');
    expect(first?.buttons).toEqual([]);
    expect(replies.map(({ threadTs }) => threadTs)).toEqual([first?.ts, first?.ts]);
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('3 of 4'),
      expect.stringContaining('ROLLBACK COMPLETE'),
    ]);
    expect(messages().flatMap(({ pings }) => pings)).toEqual([]);
  });

  it('calls nobody, whatever somebody wrote as the reason', async () => {
    await tell(aNotice({ reason: '<!channel> @here <@U00000OLGA> @channel *x*' }));
    expect(messages().flatMap(({ pings }) => pings)).toEqual([]);
  });

  it.each(['begun', 'update'] as const)('is told once when the answer is lost (%s)', async (kind) => {
    const begun = kind === 'begun' ? {} : await tell(aNotice());
    const already = messages().length;
    fault({ fault: 'drop-answer', about: 'chat.postMessage' });
    const notice = aNotice({ id: 'run-1/2', kind });
    await expect(tell(notice, begun)).rejects.toMatchObject({ type: 'ChannelUnavailable', nonRetryable: false });
    const { thread } = await tell(notice, { ...begun, again: true });
    expect(messages()).toHaveLength(already + 1);
    expect(thread?.ts).toBe(messages()[0]?.ts);
  });

  it('is tried again when Slack says that it is enough, and as late as it says', async () => {
    fault({ fault: 'rate-limit', retryAfterSeconds: 7, about: 'chat.postMessage' });
    await expect(tell(aNotice())).rejects.toMatchObject({ type: 'ChannelUnavailable', nextRetryDelay: 7_000 });
  });

  it.each(['down', 'error', 'hang'])('is tried again when Slack is not well (%s)', async (name) => {
    fault({ fault: name, about: 'chat.postMessage' });
    await expect(tell(aNotice())).rejects.toMatchObject({ type: 'ChannelUnavailable', nonRetryable: false });
  });

  it('says what to do where Slack will never take it, and no secret', async () => {
    vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-of-somebody-else');
    const refusal = tell(aNotice());
    await expect(refusal).rejects.toMatchObject({ type: 'ChannelRefused', nonRetryable: true });
    await expect(refusal).rejects.toThrow(
      'Telling Slack about applylens-api prod (begun): invalid_auth. Put a bot token that is valid behind env:SLACK_BOT_TOKEN (Runbook › Communication)',
    );
    vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-sandbox');
  });
});

describe('#deployments', () => {
  it('has exactly the runbook’s line, and a second one that says which', async () => {
    const line = (notice: Notice, thread?: Delivered['thread'], again = false) =>
      tellChannel({
        entry: entryHere(),
        channel: 'Slack deployments',
        incident: anIncident,
        notice,
        again,
        ...(thread === undefined ? {} : { thread }),
      });
    expect(await line(aNotice())).toBeUndefined();
    const acting = aNotice({ id: 'run-1/2', kind: 'changed', acting: true });
    const told = await line(acting);
    await line(acting, undefined, true);
    await line(aNotice({ id: 'run-1/3', kind: 'changed', acting: true }), told?.thread);
    expect(messages().map(({ channel, text }) => [channel, text])).toEqual([
      ['#deployments', '🔴 Rollback initiated for prod\napplylens-api: v1.2.3 → v1.2.2'],
    ]);
  });
});
