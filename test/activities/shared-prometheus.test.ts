import { describe, expect, it, vi } from 'vitest';
import type { Prometheus } from '../../activities/prometheus.js';
import { createSharedPrometheus } from '../../activities/shared-prometheus.js';

const url = 'http://prometheus';
const minute = 60_000;
const never = new AbortController().signal;

/** A Prometheus that counts what it is asked, and answers when it is let. */
function aPrometheus({ answers = true }: { answers?: boolean } = {}) {
  const asked: string[] = [];
  const held: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  let underWay = 0;
  const seen = { most: 0 };
  const answer = async (question: string): Promise<number> => {
    asked.push(question);
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    try {
      return await (answers
        ? Promise.resolve(1)
        : new Promise<number>((resolve, reject) => held.push({ resolve, reject })));
    } finally {
      underWay -= 1;
    }
  };
  const prometheus: Prometheus = {
    valueAt: (query, at) => answer(`${query}@${at}`),
    valuesBetween: async (query, { from, to }) => [{ at: to, value: await answer(`${query}@${from}-${to}`) }],
  };
  return { asked, held, seen, ask: () => prometheus };
}

describe('what guards ask Prometheus', () => {
  const now = Date.parse('2026-11-23T03:04:15Z');

  it('is asked once for all that evaluate at one instant', async () => {
    const { ask, asked } = aPrometheus();
    const shared = createSharedPrometheus(ask, () => now);
    const guards = Array.from({ length: 50 }, () => shared(url, 1_000, never));
    const range = { from: now - 5 * minute, to: now, step: minute };
    await Promise.all(guards.flatMap((each) => [each.valueAt('errors', now), each.valuesBetween('errors', range)]));
    expect(asked).toHaveLength(2);
  });

  it('is asked anew at the next instant, at another Prometheus, and for another query', async () => {
    const { ask, asked } = aPrometheus();
    const shared = createSharedPrometheus(ask, () => now);
    await shared(url, 1_000, never).valueAt('errors', now);
    await shared(url, 1_000, never).valueAt('errors', now + 15_000);
    await shared('http://another', 1_000, never).valueAt('errors', now);
    await shared(url, 1_000, never).valueAt('requests', now);
    expect(asked).toHaveLength(4);
  });

  it('is not asked again for an hour about what lies before the deployment, and soon again about what is new', async () => {
    const { ask, asked } = aPrometheus();
    let clock = now;
    const shared = createSharedPrometheus(ask, () => clock);
    const both = async () => {
      await shared(url, 1_000, never).valueAt('a day before', now - 30 * minute);
      await shared(url, 1_000, never).valueAt('newest', now);
    };
    await both();
    clock = now + 50 * minute;
    await both();
    expect(asked.map((each) => each.split('@')[0])).toEqual(['a day before', 'newest', 'newest']);
    clock = now + 61 * minute;
    await both();
    expect(asked.map((each) => each.split('@')[0]).slice(3)).toEqual(['a day before']);
  });

  it('is asked again after a failure', async () => {
    const { ask, asked, held } = aPrometheus({ answers: false });
    const shared = createSharedPrometheus(ask, () => now);
    const first = shared(url, 1_000, never).valueAt('errors', now);
    held.shift()?.reject(new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');
    const again = shared(url, 1_000, never).valueAt('errors', now);
    held.shift()?.resolve(1);
    expect(await again).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('goes on for the others where the one who asked first is cancelled', async () => {
    const { ask, held } = aPrometheus({ answers: false });
    const shared = createSharedPrometheus(ask, () => now);
    const cancelled = new AbortController();
    const first = shared(url, 1_000, cancelled.signal).valueAt('errors', now);
    const second = shared(url, 1_000, never).valueAt('errors', now);
    cancelled.abort();
    await expect(first).rejects.toThrow(/in time/);
    held.shift()?.resolve(1);
    expect(await second).toBe(1);
  });

  it('is ten questions at a time, however many guards there are', async () => {
    const { ask, asked, seen } = aPrometheus();
    const shared = createSharedPrometheus(ask, () => now)(url, 1_000, never);
    await Promise.all(Array.from({ length: 200 }, (_, service) => shared.valueAt(`errors of ${service}`, now)));
    expect(asked).toHaveLength(200);
    expect(seen.most).toBe(10);
  });

  it('is not asked later what nobody waits for any more, when it stalls', async () => {
    const { ask, asked, held } = aPrometheus({ answers: false });
    const begun = performance.now();
    const shared = createSharedPrometheus(ask, () => now)(url, 20, never);
    const answers = Array.from({ length: 40 }, (_, service) => shared.valueAt(`errors of ${service}`, now));
    const all = Promise.allSettled(answers);
    await vi.waitUntil(() => performance.now() - begun > 25);
    for (const each of held.splice(0)) each.reject(new Error('no answer within 20 ms'));
    const failed = (await all).map((each) => (each.status === 'rejected' ? String(each.reason) : 'answered'));
    expect(asked).toHaveLength(10);
    expect(failed.filter((each) => each.includes('too slow'))).toHaveLength(30);
  });
});
