// One night in which people and senders write what they should not, and what every place that shows it makes of it.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { tellChannel } from '../../activities/notifiers/index.js';
import { createPagingDouble } from '../../sandbox/paging/paging-double.js';
import { until } from '../../sandbox/processes/until.js';
import { startSlackDouble } from '../../sandbox/slack/slack-double.js';
import { startStatuspageDouble } from '../../sandbox/statuspage/statuspage-double.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Channel, Notice, Thread } from '../../src/notice.js';
import { reportMarkdown } from '../../src/report-markdown.js';
import { aPage } from '../server/page/a-page.js';
import { aVisitor } from '../server/page/a-visitor.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { anEntry } from '../support/an-entry.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const nasty =
  '@channel <!here> <!channel> <@U012ABCDEF> *bold* _thin_ `code` ~gone~ [free](https://evil.example) <https://evil.example|docs> <img src=x onerror=alert(1)> \n# head';
const name = nasty.slice(0, 180);
/** What none of it may be any more, wherever people read it. */
const alive =
  /<[!@#]|<https:\/\/evil|(^|[^\p{L}\p{N}])@(channel|here|everyone)|\*bold\*|_thin_|`code`|~gone~|\]\(|<img|^# head/mu;

const channels: Pick<CatalogueEntry, 'slack' | 'pagerduty' | 'statusPage'> = {
  slack: { api: 'http://slack', token: 'env:T_SLACK', incidents: '#incidents', deployments: '#deployments' },
  pagerduty: { api: 'http://pd', token: 'env:T_PAGERDUTY', from: 'runback@applylens.io', service: 'PAPPLYL' },
  statusPage: { api: 'http://sp', token: 'env:T_STATUSPAGE', page: 'kctbh9applyl', url: 'https://status.example' },
};
const script = { entry: { ...channels, policy: { approvals: 1 }, timings: { monitor: 200 } } };

interface Night {
  readonly told: readonly { readonly channel: Channel; readonly notice: Notice }[];
  readonly page: string;
  readonly report: string;
}

async function aNight(): Promise<Night> {
  let night: Night | undefined;
  await withRollbacks(temporal, script, async ({ start, callsOf }) => {
    const server = await aPage(temporal.client);
    const run = await start({ reason: nasty, requestedBy: name, impact: nasty, customerImpact: true });
    await run.until(({ phase }) => phase === 'waiting for approval');
    await run.say('note', { by: name, text: nasty });
    await run.handle.signal('alert', { source: nasty, name: nasty, status: 'firing', summary: nasty });
    await run.say('confirm', { by: name, item: 'customer-text', evidence: nasty });
    await run.say('confirm', { by: name, item: 'backup-plan', evidence: nasty });
    const { get, cookieOf } = aVisitor(() => server);
    const { body: page } = await get('/prod/applylens-api', await cookieOf('vera'));
    await run.say('approve', { by: 'ann <!here> @channel', comment: nasty });
    const report = reportMarkdown(await run.report());
    const all = () => callsOf('tellChannel') as unknown as Night['told'];
    await until('the end was not told', 10_000, async () =>
      (['Slack', 'PagerDuty'] as const).every((each) =>
        all().some(({ channel, notice: { kind } }) => channel === each && kind === 'closed'),
      )
        ? true
        : undefined,
    );
    night = { told: all(), page, report };
    await server.server.close();
  });
  if (night === undefined) throw new Error('the night did not come to its end');
  return night;
}

let night: Night;
beforeAll(async () => {
  vi.stubEnv('T_SLACK', 'xoxb-sandbox');
  vi.stubEnv('T_PAGERDUTY', 'pagerduty-sandbox');
  vi.stubEnv('T_STATUSPAGE', 'statuspage-sandbox');
  night = await aNight();
}, 60_000);
afterAll(() => vi.unstubAllEnvs());
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** All that was told to one channel, in its order; what is limited by the minute is waited for. */
async function deliver(channel: Channel, entry: CatalogueEntry): Promise<void> {
  let thread: Thread | undefined;
  for (const { notice } of night.told.filter((each) => each.channel === channel)) {
    const told = await until(`${channel} did not take it`, 20_000, () =>
      tellChannel({
        entry,
        incident: 'incident/prod/applylens-api/1',
        channel,
        notice,
        ...(thread === undefined ? {} : { thread }),
      }).then(
        (delivered) => ({ delivered }),
        (error: { type?: string; message: string }) => {
          expect([channel, error.type, error.message]).toEqual([channel, 'ChannelUnavailable', error.message]);
          return undefined;
        },
      ),
    );
    thread = told.delivered?.thread ?? thread;
  }
}

const everyText = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(everyText) : [];
};

describe('what people and senders wrote', () => {
  it('pings nobody and marks nothing up in Slack, in the thread and in #deployments', async () => {
    const slack = await startSlackDouble({ port: 0 });
    closing.push(() => slack.close());
    const entry = anEntry({ ...channels, slack: { ...script.entry.slack, api: `${slack.url}/api` } as never });
    for (const channel of ['Slack', 'Slack deployments'] as const) await deliver(channel, entry);
    const messages = slack.messages() as readonly { pings: readonly string[]; text: string; blocks: unknown }[];
    expect(messages.length).toBeGreaterThan(3);
    expect(messages.flatMap(({ pings }) => pings)).toEqual([]);
    const texts = messages.flatMap(({ text, blocks }) => [text, ...everyText(blocks)]);
    expect(texts.join()).toContain('∗bold∗');
    for (const text of texts) expect(text).not.toMatch(alive);
  });

  it('is plain text in PagerDuty’s incident and its notes', async () => {
    const paging = await createPagingDouble({ port: 0 });
    closing.push(() => paging.close());
    const entry = anEntry({ ...channels, pagerduty: { ...script.entry.pagerduty, api: paging.restUrl } as never });
    await deliver('PagerDuty', entry);
    const texts = everyText(paging.messages());
    expect(texts.join()).toContain('∗bold∗');
    for (const text of texts) expect(text).not.toMatch(alive);
  });

  it('is no part of what customers read on the status page', async () => {
    const page = await startStatuspageDouble({ port: 0 });
    closing.push(() => page.close());
    const entry = anEntry({ ...channels, statusPage: { ...script.entry.statusPage, api: page.url } as never });
    const [first] = night.told.filter(({ notice }) => notice.customerText !== undefined);
    if (first !== undefined) night = { ...night, told: [...night.told, { ...first, channel: 'status page' }] };
    await deliver('status page', entry);
    const texts = everyText(page.messages());
    expect(texts.join()).toContain('elevated error rates');
    expect(texts.join()).not.toMatch(/bold|channel|here|evil|ann/);
  });

  it('is text on the state page', () => {
    expect(night.page).toContain('∗bold∗');
    expect(night.page).not.toMatch(/<img|<!here|@channel|href="https:\/\/evil/);
  });

  it('is text in the report', () => {
    expect(night.report).toContain('∗bold∗');
    expect(night.report).not.toMatch(alive);
  });
});
