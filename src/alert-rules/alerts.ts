// The runbook's automatic triggers as alerting rules over the recorded series, with the labels that the webhook reads.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Queries } from '../catalogue/measured-entry.js';
import { promqlDuration } from '../promql.js';
import {
  automaticTriggers,
  burningAbove,
  burnRateLimits,
  connectionLimits,
  latencyLimits,
} from '../runbook/when-to-rollback.js';
import { recorded } from './recorded.js';

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

type Trigger = keyof typeof automaticTriggers;

const heading = 'When to Rollback › Automatic Rollback Triggers';

/** What has no query in the catalogue has no rule. */
export const alertingRules = (entry: CatalogueEntry, queries: Queries): AlertingRule[] => [
  errorRateSpike(entry),
  ...(queries.p95Seconds === undefined ? [] : [latencyDegradation(entry)]),
  fastBurnRate(entry),
  ...(queries.connectionFailures === undefined || queries.connectionAttempts === undefined
    ? []
    : [databaseConnectionFailures(entry)]),
];

function errorRateSpike(entry: CatalogueEntry): AlertingRule {
  const { errorRateMinute, errorRateFor, errorRateBaseline } = entry.timings;
  const { minimumSample: least } = entry;
  return rule('errorRateSpike', 'error rate {{ $value | humanizePercentage }}', {
    all: [
      `${recorded(entry, 'errorRate', errorRateMinute)} > ${entry.errorRateAbove}`,
      `${recorded(entry, 'errorRate', errorRateFor)} > ${recorded(entry, 'errorRate', errorRateBaseline, errorRateFor)}`,
      `${recorded(entry, 'requests', errorRateFor)} >= ${least}`,
      `${recorded(entry, 'requests', errorRateBaseline, errorRateFor)} >= ${least}`,
    ],
    lasts: errorRateFor - errorRateMinute,
  });
}

function latencyDegradation(entry: CatalogueEntry): AlertingRule {
  const { errorRateMinute, latencyFor } = entry.timings;
  const { aboveBaselineTimes, minimum, minimumPerStep = 0, baselineMeasured } = latencyLimits(entry);
  return rule('latencyDegradation', 'P95 {{ $value }} s', {
    all: [
      `${recorded(entry, 'p95Seconds', errorRateMinute)} > ${aboveBaselineTimes} * ${recorded(entry, 'p95Seconds', 'average')}`,
      `${recorded(entry, 'p95Seconds', 'measured')} >= ${baselineMeasured}`,
      `${recorded(entry, 'requests', errorRateMinute)} >= ${minimumPerStep}`,
      `${recorded(entry, 'requests', latencyFor)} >= ${minimum}`,
      `${recorded(entry, 'requests', 'baseline', latencyFor)} >= ${minimum}`,
    ],
    lasts: latencyFor - errorRateMinute,
  });
}

function fastBurnRate(entry: CatalogueEntry): AlertingRule {
  const { burnRateLong, burnRateShort, errorRateMinute } = entry.timings;
  const { minimum, parts, minutes, ...limits } = burnRateLimits(entry);
  const above = burningAbove(limits);
  const each = (window: number, step: number): string =>
    `count_over_time(${recorded(entry, 'requests', step)}[${promqlDuration(window)}:${promqlDuration(step)}])`;
  return rule('fastBurnRate', 'error rate {{ $value | humanizePercentage }} over the long window', {
    all: [
      `${recorded(entry, 'errorRate', burnRateLong)} > ${above}`,
      `${recorded(entry, 'errorRate', burnRateShort)} > ${above}`,
      `${recorded(entry, 'requests', burnRateLong)} >= ${minimum}`,
      `${recorded(entry, 'requests', burnRateShort)} >= ${minimum}`,
      `${each(burnRateLong, burnRateShort)} >= ${parts}`,
      `${each(burnRateShort, errorRateMinute)} >= ${minutes}`,
    ],
    lasts: 0,
  });
}

function databaseConnectionFailures(entry: CatalogueEntry): AlertingRule {
  const { connectionFailuresFor, errorRateMinute } = entry.timings;
  const { above, minimum } = connectionLimits(entry);
  const says = '{{ $value | humanizePercentage }} of database connections fail';
  return rule('databaseConnectionFailures', says, {
    all: [
      `${recorded(entry, 'connectionFailures', errorRateMinute)} > ${above}`,
      `${recorded(entry, 'connectionAttempts', connectionFailuresFor)} >= ${minimum}`,
    ],
    lasts: connectionFailuresFor - errorRateMinute,
  });
}

/** Each evaluation looks at a whole minute: the first one and four more minutes are five. A gap begins `for` anew. */
function rule(
  trigger: Trigger,
  says: string,
  { all, lasts }: { readonly all: readonly string[]; readonly lasts: number },
): AlertingRule {
  const { name, title, words } = automaticTriggers[trigger];
  return {
    alert: name,
    expr: all.join('\nand '),
    ...(lasts > 0 ? { for: promqlDuration(lasts) } : {}),
    labels: { severity: 'critical', action: 'rollback' },
    annotations: {
      summary: `{{ $labels.service }} in {{ $labels.environment }}: ${says}`,
      description: words,
      runbook: `${heading} › ${title}`,
    },
  };
}
