import { type Clock, type Repetition, realClock, repeat } from './repeat.js';
import type { ScrapeOrigin } from './scrape-labels.js';
import { createScrapeTarget } from './scrape-target.js';
import type { MetricsStore } from './store.js';
import { within } from './within.js';

export interface ScrapeSource extends ScrapeOrigin {
  /** The Prometheus text format. */
  text(): Promise<string>;
}

export interface ScraperOptions {
  readonly store: MetricsStore;
  readonly sources: readonly ScrapeSource[];
  /** Real milliseconds from scrape to scrape. */
  readonly intervalMs: number;
  /** A source that has not answered by then has failed; default Prometheus' 10 seconds. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** Called for each scrape that failed; `up` is 0 from then on. */
  readonly onFailure?: (source: ScrapeSource, reason: Error) => void;
}

export interface Scraper {
  start(): void;
  /** Marks everything that was scraped as stale: what nobody measures any more has no value. */
  stop(): Promise<void>;
}

/** Writes what the sources expose at an interval, with `job` and `instance`, and `up` for each of them. */
export function createScraper(options: ScraperOptions): Scraper {
  const { store, sources, intervalMs, timeoutMs = 10_000, clock = realClock, onFailure } = options;
  const targets = sources.map((source) => ({ source, target: createScrapeTarget(store, source) }));
  let repetition: Repetition | undefined;

  const scrapeAll = async (): Promise<void> => {
    const scrapes = targets.map(async ({ source, target }) => {
      const read = (): Promise<string> => within(timeoutMs, `The source ${source.job}`, source.text());
      const reason = await target.scrape(clock.now(), read).catch((error: Error) => error);
      if (reason) onFailure?.(source, reason);
    });
    await Promise.all(scrapes);
  };

  return {
    start() {
      repetition ??= repeat(clock, intervalMs, scrapeAll);
    },
    async stop() {
      await repetition?.stop();
      repetition = undefined;
      for (const { target } of targets) target.forget(clock.now());
    },
  };
}
