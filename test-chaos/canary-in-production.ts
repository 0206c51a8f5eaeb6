// What must be so of a canary: rolled back no way forwards to it and it has no task, undone it is as it was; it may be scaled again.
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

export const expectTheCanaryIsOut = async (stage: TestStage, service: string): Promise<void> =>
  expect(await readCanaryOf(stage, service)).toEqual({ weights: [0, 0], desired: 0, running: 0, suspended: false });

/** Its tasks were asked for once, although the worker that did it was killed. */
export async function expectTheCanaryIsBack(stage: TestStage, service: string): Promise<void> {
  expect(await readCanaryOf(stage, service)).toEqual({ weights: [10, 10], desired: 1, running: 1, suspended: false });
  const asked = await stage.calls('ecs:UpdateService', `${service}-canary`);
  expect(asked.filter(({ applied }) => applied).map(({ input }) => desiredIn(input))).toEqual([0, 1]);
}

const desiredIn = (input: unknown): unknown => (input as { readonly desiredCount?: unknown }).desiredCount;

async function readCanaryOf({ urls }: TestStage, service: string) {
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
  return {
    weights,
    desired: services?.[0]?.desiredCount,
    running: services?.[0]?.runningCount,
    suspended: Object.values(ScalableTargets?.[0]?.SuspendedState ?? {}).includes(true),
  };
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
