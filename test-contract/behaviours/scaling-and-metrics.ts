// Application Auto Scaling and CloudWatch, as far as a canary's way back asks them.
import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Behaviour } from '../behaviour.js';
import { refusalOf, shown } from '../observing.js';
import type { Production } from '../production.js';

const unknownService = ({ cluster }: Production) =>
  ({
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: `service/${cluster}/no-such-service`,
  }) as const;

const minute = 60_000;

export const scalingAndMetrics: readonly Behaviour[] = [
  {
    name: 'DescribeScalableTargets of a service that nobody registered is empty',
    observe: async (production) => {
      const { ResourceId, ...ecs } = unknownService(production);
      const { ScalableTargets } = await production.scaling.send(
        new DescribeScalableTargetsCommand({ ...ecs, ResourceIds: [ResourceId] }),
      );
      return shown(ScalableTargets?.length);
    },
    expected: 0,
  },
  {
    name: 'RegisterScalableTarget of a service that is not there, without a range, is refused',
    observe: (production) => {
      const SuspendedState = { DynamicScalingOutSuspended: true };
      const command = new RegisterScalableTargetCommand({ ...unknownService(production), SuspendedState });
      return refusalOf(production.scaling.send(command));
    },
    expected: { code: 'ValidationException', status: 400 },
  },
  {
    name: 'DescribeAlarms leaves out an alarm that is not there',
    observe: async ({ cloudWatch }) => {
      const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['no-such-alarm'] }));
      return shown(MetricAlarms?.length);
    },
    expected: 0,
  },
  {
    name: 'GetMetricData of a target group that is not there is complete, without values',
    observe: async ({ cloudWatch }) => {
      const Dimensions = [{ Name: 'TargetGroup', Value: 'targetgroup/no-such-group/0123456789abcdef' }];
      const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions };
      const [StartTime, EndTime] = [new Date(Date.now() - 10 * minute), new Date()];
      const MetricDataQueries = [{ Id: 'requests', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }];
      const { MetricDataResults } = await cloudWatch.send(
        new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime }),
      );
      return (
        MetricDataResults?.map(({ Id, StatusCode, Values }) => [shown(Id), shown(StatusCode), shown(Values?.length)]) ??
        'missing'
      );
    },
    expected: [['requests', 'Complete', 0]],
  },
];
