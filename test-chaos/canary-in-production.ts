// What must be so of a canary that was rolled back: no way forwards to it, it has no task, and it may be scaled again.
import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect } from 'vitest';
import type { TestStage } from '../test/support/a-stage.js';
import { ofItsCanary } from './kill-case.js';

const cluster = 'applylens-prod';

export async function expectTheCanaryIsOut({ urls }: TestStage, service: string): Promise<void> {
  const credentials = { accessKeyId: 'TEST', secretAccessKey: 'test' };
  const settings = { endpoint: urls.aws, region: 'us-east-1', credentials };
  const name = ofItsCanary(service);
  const scaling = new DescribeScalableTargetsCommand({
    ServiceNamespace: 'ecs',
    ResourceIds: [`service/${cluster}/${name}`],
  });
  const [weights, { services }, { ScalableTargets }] = await Promise.all([
    weightsOf(new ElasticLoadBalancingV2Client(settings), name),
    new ECSClient(settings).send(new DescribeServicesCommand({ cluster, services: [name] })),
    new ApplicationAutoScalingClient(settings).send(scaling),
  ]);
  expect(weights).toEqual([0, 0]);
  expect(services?.[0]).toMatchObject({ desiredCount: 0, runningCount: 0 });
  expect(Object.values(ScalableTargets?.[0]?.SuspendedState ?? {})).not.toContain(true);
}

async function weightsOf(elb: ElasticLoadBalancingV2Client, name: string): Promise<(number | undefined)[]> {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  const { TargetGroupArn, LoadBalancerArns = [] } = TargetGroups[0] ?? {};
  const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: LoadBalancerArns[0] }));
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: Listeners[0]?.ListenerArn }));
  return Rules.map(
    ({ Actions }) =>
      Actions?.[0]?.ForwardConfig?.TargetGroups?.find((each) => each.TargetGroupArn === TargetGroupArn)?.Weight,
  );
}
