// What each alert looks at, over the series that the rules record, and where its limit is.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Queries } from '../catalogue/measured-entry.js';
import { inWords } from '../runbook/durations.js';
import {
  automaticTriggers,
  burningAbove,
  burnRateLimits,
  connectionLimits,
  latencyLimits,
} from '../runbook/when-to-rollback.js';
import { exactPercent } from '../runbook/wording.js';
import { recorded } from './recorded.js';

export interface Drawn {
  readonly title: string;
  readonly description: string;
  readonly unit: 'percentunit' | 's' | 'short';
  /** Legend → PromQL. */
  readonly series: Readonly<Record<string, string>>;
  readonly limit?: number;
}

const { errorRateSpike, latencyDegradation, fastBurnRate, databaseConnectionFailures } = automaticTriggers;

/** What has no query in the catalogue has no panel. */
export const panelsOf = (entry: CatalogueEntry, queries: Queries): Drawn[] => [
  errorRate(entry),
  ...(queries.p95Seconds === undefined ? [] : [latency(entry)]),
  burnRate(entry),
  ...(queries.connectionFailures === undefined || queries.connectionAttempts === undefined ? [] : [connections(entry)]),
  traffic(entry, queries),
];

function errorRate(entry: CatalogueEntry): Drawn {
  const { errorRateMinute, errorRateFor, errorRateBaseline } = entry.timings;
  return {
    title: errorRateSpike.title,
    description: errorRateSpike.words,
    unit: 'percentunit',
    series: {
      [`errors, ${inWords(errorRateMinute)}`]: recorded(entry, 'errorRate', errorRateMinute),
      [`errors, ${inWords(errorRateFor)}`]: recorded(entry, 'errorRate', errorRateFor),
      [`${inWords(errorRateBaseline)} before`]: recorded(entry, 'errorRate', errorRateBaseline, errorRateFor),
    },
    limit: entry.errorRateAbove,
  };
}

function latency(entry: CatalogueEntry): Drawn {
  const { aboveBaselineTimes, baselineCalled } = latencyLimits(entry);
  const before = recorded(entry, 'p95Seconds', 'average');
  return {
    title: latencyDegradation.title,
    description: latencyDegradation.words,
    unit: 's',
    series: {
      P95: recorded(entry, 'p95Seconds', entry.timings.errorRateMinute),
      [`average of the ${baselineCalled} before`]: before,
      [`limit: ${aboveBaselineTimes} times that`]: `${aboveBaselineTimes} * ${before}`,
    },
  };
}

function burnRate(entry: CatalogueEntry): Drawn {
  const limits = burnRateLimits(entry);
  const { burnRateLong, burnRateShort } = entry.timings;
  return {
    title: 'Fast Burn Rate',
    description: `${fastBurnRate.words}. SLO ${exactPercent(limits.slo)}; both lines above the limit`,
    unit: 'percentunit',
    series: {
      [`errors, ${limits.longCalled}`]: recorded(entry, 'errorRate', burnRateLong),
      [`errors, ${limits.shortCalled}`]: recorded(entry, 'errorRate', burnRateShort),
    },
    limit: burningAbove(limits),
  };
}

function connections(entry: CatalogueEntry): Drawn {
  const minute = entry.timings.errorRateMinute;
  return {
    title: 'Database Connections',
    description: databaseConnectionFailures.words,
    unit: 'percentunit',
    series: { [`failed attempts, ${inWords(minute)}`]: recorded(entry, 'connectionFailures', minute) },
    limit: connectionLimits(entry).above,
  };
}

function traffic(entry: CatalogueEntry, { connectionAttempts }: Queries): Drawn {
  const { errorRateFor, connectionFailuresFor } = entry.timings;
  const attempts = {
    [`attempts to connect, ${inWords(connectionFailuresFor)}`]: recorded(
      entry,
      'connectionAttempts',
      connectionFailuresFor,
    ),
  };
  return {
    title: 'Requests',
    description: `No rule judges fewer than ${entry.minimumSample} requests, nor fewer than ${connectionLimits(entry).minimum} attempts to connect`,
    unit: 'short',
    series: {
      [`requests, ${inWords(errorRateFor)}`]: recorded(entry, 'requests', errorRateFor),
      ...(connectionAttempts === undefined ? {} : attempts),
    },
    limit: entry.minimumSample,
  };
}
