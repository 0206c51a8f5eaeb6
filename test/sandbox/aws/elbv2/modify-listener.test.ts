import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addTargetGroup } from '../../../../sandbox/aws/elbv2/load-balancing.js';
import { aSandbox, awsSettingsOf, type CheckedSandbox, until } from '../../../support/a-sandbox.js';
import { controlOf } from '../../../support/control-api.js';
import { present } from '../../../support/ecs-service.js';

let sandbox: CheckedSandbox;
let elb: ElasticLoadBalancingV2Client;
let listener: string;
let stable: string;
let empty: string;

beforeAll(async () => {
  sandbox = await aSandbox();
  elb = new ElasticLoadBalancingV2Client(awsSettingsOf(sandbox));
  const { Listeners } = await elb.send(new DescribeListenersCommand({}));
  listener = present(Listeners?.[0]?.ListenerArn);
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
  stable = present(TargetGroups?.[0]?.TargetGroupArn);
  const group = present(sandbox.aws.loadBalancing.targetGroups.get(stable));
  const { healthCheck, deregistrationDelaySeconds, stickiness } = group.settings;
  const settings = { name: 'empty', healthCheck, deregistrationDelaySeconds, stickiness };
  empty = addTargetGroup(sandbox.aws.loadBalancing, group.loadBalancer, settings, 8080).settings.arn;
});

afterAll(async () => {
  await sandbox?.stop();
});

const weighted = (...groups: readonly (readonly [arn: string, weight: number])[]): Action[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 },
    },
  },
];
const modify = (ListenerArn: string, DefaultActions: Action[]) =>
  elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
const statusOfFreshRequest = async () => (await fetch(`${sandbox.urls.loadBalancer}/version`)).status;

describe('ModifyListener', () => {
  it('sets the default action, which the default rule shows too', async () => {
    const actions = weighted([stable, 90], [empty, 10]);
    const { Listeners } = await modify(listener, actions);
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: listener }));

    expect(Listeners?.[0]?.DefaultActions).toMatchObject(actions);
    expect(Rules).toMatchObject([{ Priority: 'default', IsDefault: true, Actions: actions }]);
  });

  it('moves the traffic only after a while', async () => {
    await controlOf(sandbox).send('POST', '/propagation', { seconds: 0 });
    await modify(listener, weighted([stable, 1]));
    await until(statusOfFreshRequest, (status) => status === 200);
    await controlOf(sandbox).send('POST', '/propagation', { seconds: 30 });
    await modify(listener, weighted([empty, 1]));
    const atOnce = await statusOfFreshRequest();

    expect(atOnce).toBe(200);
    expect(await until(statusOfFreshRequest, (status) => status !== 200)).toBe(503);
  });

  it('refuses a listener and a target group that are not there', async () => {
    await expect(modify(`${listener}0`, weighted([stable, 1]))).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
    });
    await expect(modify(listener, weighted([`${stable}0`, 1]))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
