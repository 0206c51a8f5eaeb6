import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellChannel } from '../../../activities/notifiers/index.js';
import { type StatuspageDouble, startStatuspageDouble } from '../../../sandbox/statuspage/statuspage-double.js';
import { faultShape } from '../../../sandbox/web-double.js';
import type { CustomerNews, Delivered, Thread } from '../../../src/notice.js';
import { aNotice, anIncident } from '../../support/a-notice.js';
import { anEntry } from '../../support/an-entry.js';

let double: StatuspageDouble;
beforeAll(() => vi.stubEnv('STATUSPAGE_API_KEY', 'statuspage-sandbox'));
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  double = await startStatuspageDouble({ port: 0 });
});
afterEach(() => double.close());

const news = (status: CustomerNews['status']): CustomerNews => ({
  status,
  opening: 'We are experiencing elevated error rates since 02:56 UTC.',
  message: `now ${status}`,
});
const tell = async (
  customerText?: CustomerNews,
  thread?: Thread,
  incident = anIncident,
): Promise<Partial<Delivered>> => {
  const statusPage = {
    api: double.url,
    token: 'env:STATUSPAGE_API_KEY',
    page: 'kctbh9applyl',
    url: 'https://status.example',
  };
  const entry = anEntry({ statusPage, timings: { httpTimeout: 500 } });
  const notice = aNotice(customerText === undefined ? {} : { customerText });
  return (
    (await tellChannel({
      entry,
      channel: 'status page',
      incident,
      notice,
      ...(thread === undefined ? {} : { thread }),
    })) ?? {}
  );
};
const shown = () =>
  (double.messages() as readonly { status: string; body: string }[]).map(({ status, body }) => [status, body]);
const untilTaken = async (telling: () => ReturnType<typeof tell>): ReturnType<typeof tell> => {
  for (;;) {
    const told = await telling().catch((error: { nextRetryDelay?: unknown; type: string }) => error);
    if (!('type' in told)) return told;
    expect(told.type).toBe('ChannelUnavailable');
    await vi.waitFor(async () => expect((await fetch(double.url)).status).not.toBe(420), 5_000);
  }
};

describe('the status page', () => {
  it('says nothing to customers as long as no person approved a text', async () => {
    await tell();
    expect(shown()).toEqual([]);
  });

  it('is investigating, monitoring and resolved, each once, also when answers are lost', async () => {
    double.faults.inject(faultShape.parse({ fault: 'drop-answer', about: '/incidents' }));
    const { thread } = await untilTaken(() => tell(news('investigating')));
    await untilTaken(() => tell(news('monitoring'), thread));
    await untilTaken(() => tell(news('monitoring'), thread));
    await untilTaken(() => tell(news('resolved'), thread));
    expect(shown()).toEqual([
      ['investigating', 'We are experiencing elevated error rates since 02:56 UTC.'],
      ['monitoring', 'now monitoring'],
      ['resolved', 'now resolved'],
    ]);
  });

  it('has another incident for what begins after customers were told that all is well', async () => {
    const { thread } = await tell(news('investigating'));
    const { thread: over } = await tell(news('resolved'), thread);
    const { thread: second } = await tell(news('investigating'), over);
    expect(second?.incident).not.toBe(thread?.incident);
    await tell(news('monitoring'), second);
    expect(shown().map(([status]) => status)).toEqual(['investigating', 'resolved', 'investigating', 'monitoring']);
  });

  it('leaves the open incident of another trouble of the service alone', async () => {
    const { thread } = await tell(news('investigating'));
    const { thread: other } = await tell(news('investigating'), undefined, 'incident/prod/applylens-api/another');
    expect(other?.incident).not.toBe(thread?.incident);
    const { thread: again } = await tell(news('monitoring'));
    expect(again?.incident).toBe(thread?.incident);
  });
});
