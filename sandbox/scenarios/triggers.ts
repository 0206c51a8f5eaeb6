// One scenario for each of the runbook's automatic triggers, and for what makes a trigger doubtful (Runbook › When to Rollback).
import { promisedSlo } from '../alarms.js';
import type { ImageBehaviour } from '../traffic/images.js';
import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

const v123 = (behaviour: Partial<ImageBehaviour> = {}) =>
  release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }, behaviour);

export const errorRate: Scenario = {
  ...badRelease,
  name: 'error-rate',
  description: 'v1.2.3 answers 8 % of the requests with 500.',
  next: v123({ errorRate: 0.08 }),
};

export const latency: Scenario = {
  ...badRelease,
  name: 'latency',
  description: 'v1.2.3 answers every request without an error, and takes 0.3 s for it instead of 0.01 s.',
  alarm: 'LatencyDegradation',
  next: v123({ latencySeconds: 0.3 }),
};

/** Below the limit of the error rate, and in two days the month's budget is gone. */
export const burnRate: Scenario = {
  ...badRelease,
  name: 'burn-rate',
  description: `v1.2.3 answers 4 % of the requests with 500, where ${promisedSlo * 100} % are promised.`,
  alarm: 'FastBurnRate',
  next: v123({ errorRate: 0.04 }),
  settings: { triggers: { slo: `${promisedSlo * 100} %` } },
};

const searches = '/agents/inbox.search/search';

/** The same releases, each asking its database before it answers a search. */
const asking = <R extends { readonly behaviour: ImageBehaviour }>(one: R): R => ({
  ...one,
  behaviour: { ...one.behaviour, queries: { [searches]: 'SELECT 1' } },
});

export const databaseConnections: Scenario = {
  ...badRelease,
  name: 'database-connections',
  description: 'v1.2.3 does not give every fifth connection back to its pool: searches wait for one and fail.',
  alarm: 'DatabaseConnectionFailures',
  data: { asked: true },
  past: badRelease.past.map((each) => ({ ...each, release: asking(each.release) })),
  next: asking(v123({ connections: { leaked: 0.2, waitSeconds: 0.3 } })),
};

/** Whoever plays it begins the trouble before he deploys: `POST /turn`. */
export const alreadyAlarming: Scenario = {
  ...badRelease,
  name: 'already-alarming',
  description: 'Every release answers 12 % of the requests with 500, and did so before v1.2.3 was deployed.',
  next: v123(),
  turns: { afterSeconds: 'when asked', into: { errorRate: 0.12 } },
};

/** What is deployed after the rollback is bad as well. */
export const flapping: Scenario = {
  ...badRelease,
  name: 'flapping',
  description: 'v1.2.3 is bad, and so is v1.2.4, which somebody deploys when v1.2.2 serves again.',
  later: release({ version: '1.2.4', commit: 'f1c5ed', date: '2025-10-17' }, { errorRate: 0.2 }),
  settings: {
    policy: {
      automaticAtMost: [
        { runs: 1, within: '6 hours' },
        { runs: 2, within: '24 hours' },
      ],
    },
  },
};

const readsMail = ['/agents/inbox.triage/predict'];
const reading = <R extends { readonly behaviour: ImageBehaviour }>(one: R): R => ({
  ...one,
  behaviour: { ...one.behaviour, readsMail },
});

/** When it is down is for `POST /mail-provider`. */
export const thirdPartyOutage: Scenario = {
  ...badRelease,
  name: 'third-party-outage',
  description:
    'v1.2.3 is as good as v1.2.2: the mail provider that both read from is down, and the catalogue knows it.',
  knowsMailProvider: true,
  past: badRelease.past.map((each) => ({ ...each, release: reading(each.release) })),
  next: reading(v123()),
};

/** When the metrics are not to be had, and how, is for `POST /metrics`. */
export const metricsGap: Scenario = {
  ...badRelease,
  name: 'metrics-gap',
  description: 'v1.2.3 is bad, and what measures it tells old figures, and then none.',
  settings: { timings: { watch: '10 minutes', watchAtMost: '10 minutes' } },
};
