// One target of the scraper: what it last exposed, so that what it no longer exposes goes stale.
import { type ExposedSample, parseExposition } from './exposition.js';
import { type Labels, labelsKey } from './labels.js';
import { type ScrapeOrigin, upLabels, withOriginLabels } from './scrape-labels.js';
import type { MetricsStore } from './store.js';

export interface ScrapeTarget {
  /** Reads and writes once; a failure is `up` 0, stale series and the reason. */
  scrape(nowMs: number, text: () => Promise<string>): Promise<Error | undefined>;
  /** Marks everything it wrote as stale, `up` too. */
  forget(nowMs: number): void;
}

type Found = Map<string, Labels>;

export function createScrapeTarget(store: MetricsStore, origin: ScrapeOrigin): ScrapeTarget {
  let found: Found = new Map();
  let scrapedMs = -Infinity;
  /** Later than the last scrape and its stale marks, even where the clock was set back. */
  const after = (nowMs: number): number => Math.max(nowMs, scrapedMs + 2);

  return {
    async scrape(nowMs, text) {
      const atMs = after(nowMs);
      scrapedMs = atMs;
      const written: Found = new Map();
      try {
        write(store, origin, parseExposition(await text()), atMs, written);
        markMissing(store, found, written, atMs);
        found = written;
        store.append(upLabels(origin), atMs, 1);
        return undefined;
      } catch (error) {
        markMissing(store, found, written, atMs);
        markMissing(store, written, new Map(), atMs + 1);
        found = new Map();
        store.append(upLabels(origin), atMs, 0);
        return error instanceof Error ? error : new Error(String(error));
      }
    },
    forget(nowMs) {
      if (!Number.isFinite(scrapedMs)) return;
      markMissing(store, found, new Map(), after(nowMs));
      store.markStale(upLabels(origin), after(nowMs));
      found = new Map();
    },
  };
}

/** Adds to `written` as it goes: a full store may refuse the second half of a scrape. */
function write(
  store: MetricsStore,
  origin: ScrapeOrigin,
  samples: readonly ExposedSample[],
  atMs: number,
  written: Found,
): void {
  for (const { labels: exposed, value, timestampMs } of samples) {
    const labels = withOriginLabels(exposed, origin);
    store.append(labels, timestampMs ?? atMs, value);
    // A series with times of its own is not tracked for staleness, as in Prometheus.
    if (timestampMs === undefined) written.set(labelsKey(labels), labels);
  }
}

function markMissing(store: MetricsStore, before: Found, now: Found, atMs: number): void {
  for (const [key, labels] of before) {
    if (!now.has(key)) store.markStale(labels, atMs);
  }
}
