import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServiceDeploymentsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type Service,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, awsSettingsOf, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { awsCliAgainst } from '../../../support/aws-cli.js';
import { type ControlApi, controlOf } from '../../../support/control-api.js';
import { present, primaryOf, revisionOf, serviceSeenBy } from '../../../support/ecs-service.js';

const cluster = 'applylens-prod';
const describeAlarms = ['cloudwatch', 'describe-alarms', '--state-value', 'ALARM', '--region', 'us-east-1'];
let sandbox: CheckedSandbox;
let client: ECSClient;
let control: ControlApi;
let number = 0;

beforeAll(async () => {
  sandbox = await aSandbox();
  client = ecsClientOf(sandbox);
  control = controlOf(sandbox);
});

afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

const newest = async (service: string): Promise<ServiceDeployment> => {
  const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const serviceDeploymentArns = [present(serviceDeployments?.[0]?.serviceDeploymentArn)];
  const described = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
  return present(described.serviceDeployments?.[0]);
};

/** A service with an alarm of its own, not yet in deployment. */
const aWatchedService = async ({ rollback = true, state = 'OK' } = {}) => {
  const { name } = await sandbox.addService(`watched-${++number}-prod`);
  const alarm = `${name}-5xx`;
  const set = (next: string, evaluationPeriods = 10) =>
    control.send('POST', '/alarms', { name: alarm, state: next, evaluationPeriods });
  await set(state);
  const seen = serviceSeenBy(client, name);
  await seen.update({ deploymentConfiguration: { alarms: { alarmNames: [alarm], enable: true, rollback } } });
  return { name, alarm, set, seen };
};

const isRolledOut = (service: Service): boolean =>
  service.deployments?.length === 1 && service.runningCount === service.desiredCount;
const hasEnded = ({ status }: ServiceDeployment): boolean => !/PENDING|IN_PROGRESS/.test(status ?? '');

describe('a deployment with an alarm', () => {
  it('is taken back when the alarm goes off while it bakes, though its old tasks are gone', async () => {
    const { name, alarm, set, seen } = await aWatchedService();
    const good = primaryOf(await seen.describe());
    sandbox.deploy(name);
    const baking = await until(seen.describe, isRolledOut, { every: 60 });
    await set('ALARM');
    const rolledBack = await until(() => newest(name), hasEnded, { every: 100 });

    expect(primaryOf(baking)).toMatchObject({ rolloutState: 'IN_PROGRESS' });
    expect(rolledBack).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      alarms: { status: 'TRIGGERED', alarmNames: [alarm], triggeredAlarmNames: [alarm] },
    });
    const after = await seen.describe();
    expect(primaryOf(after).id).toBe(good.id);
    expect(after.events?.map(({ message }) => message).join('\n')).toContain('deployment failed: alarm detected.');
  });

  it('is stopped where it stands when alarms may not take it back', async () => {
    const { name, set, seen } = await aWatchedService({ rollback: false });
    sandbox.deploy(name);
    await until(
      () => newest(name),
      ({ status }) => status === 'IN_PROGRESS',
      { every: 20 },
    );
    await set('ALARM');
    const stopped = await until(() => newest(name), hasEnded, { every: 100 });

    expect(stopped).toMatchObject({ status: 'STOPPED', alarms: { status: 'TRIGGERED' } });
    const primary = primaryOf(await seen.describe());
    expect([revisionOf(primary), primary.rolloutState]).toEqual([123, 'FAILED']);
  });

  it('goes through when the alarm was on before it began', async () => {
    const { name, set, seen } = await aWatchedService({ state: 'ALARM' });
    await set('ALARM', 1);
    sandbox.deploy(name);
    await seen.untilCompleted(123);

    expect(await newest(name)).toMatchObject({ status: 'SUCCESSFUL', alarms: { status: 'MONITORING_COMPLETE' } });
  });
});

describe('CloudWatch', () => {
  it('tells the SDK and the aws-cli which alarms there are and in which state', async () => {
    await control.send('POST', '/alarms', { name: 'latency', state: 'ALARM', reason: 'P95 above 1.5 s' });
    const cloudWatch = new CloudWatchClient(awsSettingsOf(sandbox));
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['latency', 'gone'] }));
    const told = await awsCliAgainst(sandbox.urls.aws)(...describeAlarms);

    expect(MetricAlarms).toMatchObject([{ AlarmName: 'latency', StateValue: 'ALARM', StateReason: 'P95 above 1.5 s' }]);
    expect(told.stderr).toBe('');
    const { MetricAlarms: seen } = JSON.parse(told.stdout) as { MetricAlarms: { AlarmName: string }[] };
    expect(seen.map(({ AlarmName }) => AlarmName)).toContain('latency');
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
