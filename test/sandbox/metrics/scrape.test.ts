import { afterEach, describe, expect, it, vi } from 'vitest';

import { createQueryEngine } from '../../../sandbox/metrics/query-engine.js';
import { createScraper, type ScraperOptions } from '../../../sandbox/metrics/scrape.js';
import { createMetricsStore } from '../../../sandbox/metrics/store.js';
import { ask } from './a-store.js';
import { type ManualClock, manualClock } from './manual-clock.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function aScraper(text: () => Promise<string>, options: Partial<ScraperOptions> = {}) {
  const clock = manualClock(0);
  const store = createMetricsStore();
  const engine = createQueryEngine({ store });
  const source = { job: 'proxy', instance: 'lb-1', text };
  const scraper = createScraper({ store, sources: [source], intervalMs: 15_000, clock, ...options });
  stops.push(() => scraper.stop());
  return { clock, store, scraper, ask: (query: string) => ask(engine, query, clock.now() / 1000) };
}

async function scrapes(clock: ManualClock, times: number): Promise<void> {
  await clock.untilAsleep(1);
  for (let time = 0; time < times; time += 1) {
    await clock.advance(15_000);
    await clock.untilAsleep(1);
  }
}

describe('the scraper', () => {
  it('writes what a source exposes with its job and instance, at each interval', async () => {
    let requests = 0;
    const { clock, scraper, ask } = aScraper(async () => `x{code="200"} ${(requests += 15)}\n`);
    scraper.start();
    await scrapes(clock, 4);
    expect(ask('x')).toEqual({ 'x{code="200",instance="lb-1",job="proxy"}': 75 });
    expect(ask('up')).toEqual({ 'up{instance="lb-1",job="proxy"}': 1 });
    expect(ask('rate(x[1m])')).toEqual({ '{code="200",instance="lb-1",job="proxy"}': 1 });
  });

  it('keeps a job that the source itself exposes under another name', async () => {
    const { clock, scraper, ask } = aScraper(async () => 'x{job="own"} 1\n');
    scraper.start();
    await scrapes(clock, 0);
    expect(ask('x')).toEqual({ 'x{exported_job="own",instance="lb-1",job="proxy"}': 1 });
  });

  it('says up 0 and shows no old value when a source fails, and recovers with it', async () => {
    let works = true;
    const onFailure = vi.fn();
    const text = async (): Promise<string> => {
      if (works) return 'x 1\n';
      throw new Error('the task is gone');
    };
    const { clock, scraper, ask } = aScraper(text, { onFailure });
    scraper.start();
    await scrapes(clock, 1);
    works = false;
    await scrapes(clock, 1);
    expect(ask('x')).toEqual({});
    expect(ask('up')).toEqual({ 'up{instance="lb-1",job="proxy"}': 0 });
    expect(onFailure).toHaveBeenCalledWith(
      expect.objectContaining({ job: 'proxy' }),
      expect.objectContaining({ message: 'the task is gone' }),
    );
    works = true;
    await scrapes(clock, 1);
    expect(ask('x')).toEqual({ 'x{instance="lb-1",job="proxy"}': 1 });
  });

  it('drops a series that a source no longer exposes', async () => {
    let exposed = 'x{task="1"} 1\nx{task="2"} 1\n';
    const { clock, scraper, ask } = aScraper(async () => exposed);
    scraper.start();
    await scrapes(clock, 1);
    exposed = 'x{task="2"} 1\n';
    await scrapes(clock, 1);
    expect(ask('x')).toEqual({ 'x{instance="lb-1",job="proxy",task="2"}': 1 });
  });

  it('takes nothing of an exposition that cannot be read to its end', async () => {
    const { clock, scraper, ask } = aScraper(async () => 'x 1\nx two\n');
    scraper.start();
    await scrapes(clock, 0);
    expect(ask('{job="proxy"}')).toEqual({ 'up{instance="lb-1",job="proxy"}': 0 });
  });

  it('shows nothing of a scrape that contradicts itself', async () => {
    const { clock, scraper, ask } = aScraper(async () => 'x 1\nx 2\n');
    scraper.start();
    await scrapes(clock, 1);
    await clock.advance(1);
    expect(ask('{job="proxy"}')).toEqual({ 'up{instance="lb-1",job="proxy"}': 0 });
  });

  it('gives a source that hangs up after its time-out', async () => {
    const onFailure = vi.fn();
    const { clock, scraper, ask } = aScraper(() => new Promise(() => undefined), { onFailure, timeoutMs: 20 });
    scraper.start();
    await scrapes(clock, 0);
    expect(ask('up')).toEqual({ 'up{instance="lb-1",job="proxy"}': 0 });
    expect(onFailure.mock.calls[0]?.[1]).toHaveProperty('message', expect.stringContaining('within 20 ms'));
  });

  it('leaves no value behind when it stops', async () => {
    const { clock, scraper, ask } = aScraper(async () => 'x 1\n');
    scraper.start();
    await scrapes(clock, 1);
    await scraper.stop();
    await clock.advance(10);
    expect(ask('{job="proxy"}')).toEqual({});
  });

  it('goes on in order when the clock is set back', async () => {
    const { clock, scraper, ask } = aScraper(async () => 'x 1\n');
    scraper.start();
    await scrapes(clock, 1);
    clock.set(1000);
    await scrapes(clock, 1);
    clock.set(60_000);
    expect(ask('up')).toEqual({ 'up{instance="lb-1",job="proxy"}': 1 });
  });
});
