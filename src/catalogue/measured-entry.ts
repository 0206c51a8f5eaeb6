// What a service's entry says of what is measured: the queries, and what they are held against.

/** PromQL templates; `{{window}}` becomes a Prometheus duration such as `60s`. */
export interface Queries {
  readonly errorRate: string;
  readonly requests: string;
  readonly successRate?: string;
  readonly p95Seconds?: string;
  /** Share of attempts to connect to the database that failed, and how many there were. */
  readonly connectionFailures?: string;
  readonly connectionAttempts?: string;
  /** Of one agent, `{{agent}}`: share of its requests that failed, and how many there were. */
  readonly agentErrorRate?: string;
  readonly agentRequests?: string;
  /** Of one release alone, named by one of the placeholders below: share of its requests that fail, and how many there were. */
  readonly releaseErrorRate?: string;
  readonly releaseRequests?: string;
}

/** What a query of one release may name it by: as its task definition says, or the number of its revision. */
export const releasePlaceholders = ['version', 'commit', 'revision'] as const;

/** A unit of the service with an SLO of its own. */
export interface Agent {
  readonly name: string;
  /** Share of requests that succeed, 0–1. */
  readonly slo: number;
  readonly minimumSample: number;
}

/** The runbook's triggers beside the error rate. */
export interface Triggers {
  /** Times the average before. */
  readonly p95AboveBaseline: number;
  /** Times the error budget. */
  readonly burnRateAbove: number;
  /** Share of requests that succeed, 0–1, less than 1. */
  readonly slo: number;
  /** Ratio 0–1. */
  readonly connectionFailuresAbove: number;
  readonly minimumConnectionAttempts: number;
  /** Whether a guard compares the new release with the one beside it, which is earlier than the runbook. */
  readonly sideBySide: boolean;
}

/** Ratios are 0–1. Absent criteria are "not configured". */
export interface RecoveryCriteria {
  readonly errorRateBelow: number;
  readonly successRateAbove: number;
  readonly p95BelowSeconds?: number;
  /** By how much the traffic may differ from what it was before the deployment. */
  readonly trafficWithin?: number;
}
