import { z } from 'zod';

import { epochSeconds } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { type Alarm, type Alarms, latestChange } from './alarms.js';
import { getMetricData, type Measured, metricDataShape } from './metric-data.js';

const describeAlarmsShape = z.object({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  MaxRecords: z.number().int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});

export const cloudWatchOperations = (alarms: Alarms, measured: Measured): Operations => ({
  /** An alarm that is not there is left out, without an error. */
  DescribeAlarms: operation(
    describeAlarmsShape,
    ({ AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, MaxRecords, NextToken }) => {
      const asked = alarms
        .list()
        .filter(({ name }) => AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix))
        .filter((alarm) => StateValue === undefined || latestChange(alarm).state === StateValue)
        .filter(() => AlarmTypes.includes('MetricAlarm'));
      const page = pageOf(asked, MaxRecords, NextToken);
      return { MetricAlarms: page.entries.map(describeAlarm), CompositeAlarms: [], NextToken: page.nextToken };
    },
  ),

  GetMetricData: operation(metricDataShape, (input) => getMetricData(measured, input)),
});

function describeAlarm(alarm: Alarm): object {
  const { state, reason, at } = latestChange(alarm);
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmConfigurationUpdatedTimestamp: epochSeconds(alarm.changes[0].at),
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: epochSeconds(at),
    StateTransitionedTimestamp: epochSeconds(at),
    MetricName: 'HTTPCode_Target_5XX_Count',
    Namespace: 'AWS/ApplicationELB',
    Statistic: 'Sum',
    Dimensions: [],
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'missing',
  };
}
