// What the runbook's triggers are judged on, as measured. Times are ISO 8601, ratios 0–1; null where there is no sample.
import type { Fact } from './rollback.js';
import type { ErrorRateFacts } from './situation.js';

/** One step of a window, by its end: the figure, and on how many requests or attempts it was measured. */
export interface Step {
  readonly at: string;
  readonly value: number | null;
  readonly count: number | null;
}

export interface LatencyFacts {
  /** P95 in seconds; newest step last. */
  readonly steps: readonly Step[];
  readonly baseline: {
    /** Average of the P95 of its steps. */
    readonly seconds: number | null;
    readonly requests: number | null;
    /** How many of its steps have a P95. */
    readonly measured: number | null;
  };
}

export interface BurnRateFacts {
  /** Error rate over the whole long window. */
  readonly long: { readonly errorRate: number | null; readonly requests: number | null };
  /** The long window in parts as long as the short one, which is the last of them: a hole of one part is seen. */
  readonly parts: readonly Step[];
  /** The minutes of the short window: counters that are no longer scraped leave a rate behind until it is over. */
  readonly minutes: readonly Step[];
}

export interface ConnectionFacts {
  /** Share of attempts to connect that failed; newest step last. */
  readonly steps: readonly Step[];
}

export interface TriggerFacts {
  readonly errorRate: Fact<ErrorRateFacts>;
  readonly latency: Fact<LatencyFacts>;
  readonly burnRate: Fact<BurnRateFacts>;
  readonly databaseConnections: Fact<ConnectionFacts>;
}
