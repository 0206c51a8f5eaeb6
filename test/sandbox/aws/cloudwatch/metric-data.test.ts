import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { publishedPeriods } from '../../../../sandbox/aws/cloudwatch/datapoints.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox, until } from '../../../support/a-sandbox.js';
import { awsCliAgainst } from '../../../support/aws-cli.js';
import { present } from '../../../support/ecs-service.js';

let sandbox: CheckedSandbox;
let cloudWatch: CloudWatchClient;
const begun = new Date();

beforeAll(async () => {
  sandbox = await aSandbox();
  cloudWatch = new CloudWatchClient(awsSettingsOf(sandbox));
});

afterAll(async () => {
  await sandbox?.stop();
});

const dimensionsOf = () => {
  const [group] = sandbox.aws.loadBalancing.targetGroups.values();
  const { settings, loadBalancer } = present(group);
  return [
    { Name: 'TargetGroup', Value: settings.arn.replace(/^.*:(?=targetgroup)/, '') },
    { Name: 'LoadBalancer', Value: loadBalancer.arn.replace(/^.*loadbalancer\//, '') },
  ];
};

const queryFor = (MetricName: string) => ({
  Id: 'asked',
  MetricStat: {
    Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: dimensionsOf() },
    Period: 60,
    Stat: 'Sum',
  },
});

const sumsOf = async (metricName: string): Promise<readonly number[]> => {
  const range = { StartTime: begun, EndTime: new Date() };
  const asked = { MetricDataQueries: [queryFor(metricName)], ...range };
  const { MetricDataResults } = await cloudWatch.send(new GetMetricDataCommand(asked));
  return MetricDataResults?.[0]?.Values ?? [];
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('GetMetricData', () => {
  it('counts the requests that a target group really had, and shows zeros while it has targets', async () => {
    for (let sent = 0; sent < 7; sent += 1) await fetch(`${sandbox.urls.loadBalancer}/version`);
    const values = await until(
      () => sumsOf('RequestCount'),
      (seen) => total(seen) === 7 && seen[0] === 0,
      { every: 100 },
    );

    expect(values.length).toBeGreaterThan(1);
    expect(await sumsOf('HTTPCode_Target_5XX_Count')).toEqual([]);
    expect(await sumsOf('NoSuchMetric')).toEqual([]);
  });

  it('answers the aws-cli', async () => {
    const aws = awsCliAgainst(sandbox.urls.aws);
    const range = ['--start-time', begun.toISOString(), '--end-time', new Date().toISOString()];
    const queries = ['--metric-data-queries', JSON.stringify([queryFor('RequestCount')])];
    const told = await aws('cloudwatch', 'get-metric-data', ...range, ...queries, '--region', 'us-east-1');

    expect(told.stderr).toBe('');
    expect(JSON.parse(told.stdout)).toMatchObject({ MetricDataResults: [{ Id: 'asked', StatusCode: 'Complete' }] });
  });

  it('refuses what it cannot compute', async () => {
    const [StartTime, EndTime] = [begun, new Date()];
    const average = queryFor('RequestCount');
    average.MetricStat.Stat = 'Average';

    await expect(
      cloudWatch.send(new GetMetricDataCommand({ MetricDataQueries: [average], StartTime, EndTime })),
    ).rejects.toMatchObject({ message: expect.stringContaining('sums of metrics only') });
  });
});

describe('the datapoints of a query', () => {
  const at = { now: 600, publishedAfter: 60 };

  it.each([
    ['begin with the period in which the range begins', { from: 90, to: 200 }, [60, 120, 180]],
    ['leave out the period at the end of the range', { from: 0, to: 120 }, [0, 60]],
    ['leave out what is not yet published', { from: 420, to: 900 }, [420, 480]],
    ['are none before the first period is published', { from: 540, to: 600 }, []],
  ])('%s', (_, range, expected) => {
    expect(publishedPeriods(60, range, at).map(({ from }) => from)).toEqual(expected);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
