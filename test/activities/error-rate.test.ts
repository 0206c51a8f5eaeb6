import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { onsetOf, readErrorRate } from '../../activities/error-rate.js';
import { errorRateLimits, judgeErrorRate } from '../../src/runbook/when-to-rollback.js';
import { anEntry } from '../support/an-entry.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

const minute = 60_000;
const samples = (...values: (number | null)[]) => values.map((value, index) => ({ at: index * minute, value }));

describe('the onset', () => {
  it.each([
    ['the first of the samples that are above until now', samples(0, 0.01, 0.2, 0.3), 2 * minute],
    ['absent while the newest sample is not above', samples(0.2, 0.2, 0.01), undefined],
    ['after the last recovery, not before it', samples(0.2, 0.01, 0.2), 2 * minute],
    ['not moved by a missed scrape', samples(0.01, 0.2, null, 0.2), minute],
    ['not moved by a gap at the end', samples(0.01, 0.2, null), minute],
    ['not looked for beyond a long gap', samples(0.2, null, null, null, 0.2), 4 * minute],
    ['absent without any data', samples(null, null), undefined],
    ['the limit itself is not above it', samples(0.05, 0.06), minute],
  ])('is %s', (_, series, onset) => {
    expect(onsetOf(series, 0.05, 2)).toBe(onset);
  });

  it('is always a sample above the limit', () => {
    const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(value), fc.nat(4), (values, bridged) => {
        const series = samples(...values);
        const onset = onsetOf(series, 0.05, bridged);
        if (onset !== undefined) expect(series.find(({ at }) => at === onset)?.value).toBeGreaterThan(0.05);
      }),
    );
  });
});

describe('the error rate', () => {
  let server: WebServer | undefined;
  afterEach(() => server?.close());

  const now = Date.parse('2026-11-23T03:04:00Z');
  const ago = (minutes: number): number => now - minutes * minute;
  const iso = (at: number): string => new Date(at).toISOString();

  const averageOver = (minutes: number, until: number, ratioAt: (at: number) => number | null): number | null => {
    const each = Array.from({ length: minutes }, (_, index) => ratioAt(until - index * minute));
    const measured = each.filter((ratio) => ratio !== null);
    return measured.length === 0 ? null : measured.reduce((sum, ratio) => sum + ratio, 0) / measured.length;
  };

  /** A Prometheus whose error rate is a function of time; 600 requests a minute. */
  async function anEntryWith(ratioAt: (at: number) => number | null) {
    server = await aWebServer((request, response, body) => {
      const form = new URLSearchParams(body);
      const query = form.get('query') ?? '';
      const ratio = (at: number) => (query === 'errors[3600s]' ? averageOver(60, at, ratioAt) : ratioAt(at));
      const value = (at: number) => (query.startsWith('requests') && ratio(at) !== null ? 600 : ratio(at));
      const shown = (at: number) => [at / 1000, String(value(at))];
      if (request.url?.endsWith('query_range') !== true) {
        const at = Number(form.get('time')) * 1000;
        const result = value(at) === null ? [] : [{ metric: {}, value: shown(at) }];
        return json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
      }
      const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)) * 1000) as [
        number,
        number,
        number,
      ];
      const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
      const values = times.filter((at) => value(at) !== null).map(shown);
      return json(response, 200, {
        status: 'success',
        data: { resultType: 'matrix', result: [{ metric: {}, values }] },
      });
    });
    const prometheus = {
      url: server.url,
      queries: { errorRate: 'errors[{{window}}]', requests: 'requests[{{window}}]' },
    };
    return { ...anEntry(), prometheus };
  }

  const read = async (ratioAt: (at: number) => number | null, deploymentAt?: number) =>
    readErrorRate(
      await anEntryWith(ratioAt),
      { now, ...(deploymentAt === undefined ? {} : { deploymentAt }) },
      new AbortController().signal,
    );

  it('is measured in the five newest minutes, beside the hour before and the time before the deployment', async () => {
    const facts = await read((at) => (at > ago(7) ? 0.1 : 0.002), ago(9));
    expect(facts.now.samples.map(({ ratio, requests }) => [ratio, requests])).toEqual(Array(5).fill([0.1, 600]));
    expect(facts.now.samples.at(-1)?.at).toBe('2026-11-23T03:04:00.000Z');
    expect(facts).toMatchObject({
      now: { baselineRequests: 600 },
      beforeDeployment: 0.002,
      onset: '2026-11-23T02:58:00.000Z',
    });
  });

  it('began hours ago when it was above all that time', async () => {
    const facts = await read((at) => (at > ago(300) ? 0.1 : 0.002));
    expect(facts.onset).toBe(iso(ago(299)));
  });

  it('is compared with the hour before it began, not with its own last hour', async () => {
    const facts = await read((at) => (at > ago(300) ? 0.2 : 0.002));
    expect(facts.now).toMatchObject({ baseline: expect.closeTo(0.002), baselineUntil: iso(ago(300)) });
    expect(facts).not.toHaveProperty('onsetIsOlder');
    expect(judgeErrorRate({ state: 'known', value: facts }, errorRateLimits(anEntry())).verdict).toBe('breached');
  });

  it.each([
    ['in the window: compared with the hour before the window', 5, undefined],
    ['a minute before the window: compared with the hour before it began', 6, iso(ago(6))],
  ])('began %s', async (_, minutes, baselineUntil) => {
    const { now } = await read((at) => (at > ago(minutes) ? 0.2 : 0.002));
    expect(now).toMatchObject({ baseline: expect.closeTo(0.002) });
    expect(now.baselineUntil).toBe(baselineUntil);
  });

  it('has no hour to compare with when nothing was measured before it began', async () => {
    const facts = await read((at) => (at > ago(120) ? 0.2 : null));
    expect(facts).toMatchObject({ onset: iso(ago(119)), now: { baseline: null, baselineUntil: iso(ago(120)) } });
  });

  it.each([
    ['all the time', () => 0.2],
    ['all the time, with a scrape missed where the search ends', (at: number) => (at < ago(1500) ? null : 0.2)],
  ])('may be older than was searched: above %s', async (_, ratioAt) => {
    const facts = await read(ratioAt);
    expect(facts.onsetIsOlder).toBe(true);
    expect(facts.now).not.toHaveProperty('baselineUntil');
    expect(facts.now.baseline).toBeCloseTo(0.2);
  });

  it('has no onset while it is not above the limit', async () => {
    expect(await read(() => 0.01)).not.toHaveProperty('onset');
  });

  it('is null where nothing was measured, never zero', async () => {
    const facts = await read(() => null, ago(9));
    expect(facts.now.samples.map(({ ratio }) => ratio)).toEqual(Array(5).fill(null));
    expect(facts).toMatchObject({ now: { baseline: null }, beforeDeployment: null });
  });
});
