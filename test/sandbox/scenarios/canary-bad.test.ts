// Runbook › Method 4, step by step, with unmodified SDK clients against a production whose canary answers errors.
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ECSClient } from '@aws-sdk/client-ecs';
import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, awsSettingsOf, type CheckedSandbox, ecsClientOf, until } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';
import { present, primaryOf, revisionOf, type SeenByClient, serviceSeenBy } from '../../support/ecs-service.js';

const name = 'applylens-api-prod';
const canaryName = 'applylens-api-canary-prod';
const ofCanary = {
  ServiceNamespace: 'ecs',
  ScalableDimension: 'ecs:service:DesiredCount',
  ResourceId: `service/applylens-prod/${canaryName}`,
} as const;
let sandbox: CheckedSandbox;
let elb: ElasticLoadBalancingV2Client;
let ecs: ECSClient;
let stable: string;
let canary: string;
let service: SeenByClient;
let canaryService: SeenByClient;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'canary-bad', requestsPerSecond: 60 });
  elb = new ElasticLoadBalancingV2Client(awsSettingsOf(sandbox));
  ecs = ecsClientOf(sandbox);
  service = serviceSeenBy(ecs, name);
  canaryService = serviceSeenBy(ecs, canaryName);
  [stable, canary] = await Promise.all([targetGroup(name), targetGroup(canaryName)]);
});

afterAll(async () => {
  await sandbox?.stop();
});

const targetGroup = async (Name: string): Promise<string> => {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [Name] }));
  return present(TargetGroups?.[0]?.TargetGroupArn);
};
const rules = async () => {
  const { Listeners } = await elb.send(new DescribeListenersCommand({}));
  const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: Listeners?.[0]?.ListenerArn }));
  return { listener: present(Listeners?.[0]), rules: Rules ?? [] };
};
const forward = (stableWeight: number, canaryWeight: number, sticky: object): Action[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: stable, Weight: stableWeight },
        { TargetGroupArn: canary, Weight: canaryWeight },
      ],
      TargetGroupStickinessConfig: sticky,
    },
  },
];
const freshVersion = async () =>
  (await (await fetch(`${sandbox.urls.loadBalancer}/version`)).json()) as { version: string };
const freshVersions = async (count: number) => {
  const seen: string[] = [];
  for (let asked = 0; asked < count; asked += 1) seen.push((await freshVersion()).version);
  return seen;
};

/** Share of the service's requests that failed lately, over both of its target groups. */
const errorRate = async (): Promise<number> => {
  const of = (more: string) => `sum(rate(http_requests_total{service="applylens-api"${more}}[2s]))`;
  const query = encodeURIComponent(`${of(',code="500"')} / ${of('')}`);
  const answer = await fetch(`${sandbox.urls.prometheus}/api/v1/query?query=${query}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
};

describe('a production with a bad canary', () => {
  it('has four healthy tasks of v1.2.2 and one of v1.2.3', async () => {
    const [production, beside] = await Promise.all([service.describe(), canaryService.describe()]);
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: canary }));

    expect([production.runningCount, revisionOf(primaryOf(production))]).toEqual([4, 121]);
    expect([beside.runningCount, primaryOf(beside).rolloutState]).toEqual([1, 'COMPLETED']);
    expect(TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State)).toEqual(['healthy']);
  });

  it('gives the canary a tenth of the traffic by a rule and by the default action, with stickiness', async () => {
    const split = forward(90, 10, { Enabled: true, DurationSeconds: 3600 });
    const { listener, rules: seen } = await rules();
    const versions = await freshVersions(100);

    expect(listener.DefaultActions).toMatchObject(split);
    expect(seen).toMatchObject([
      { Priority: '10', Conditions: [{ Values: ['/agents/*'] }], Actions: split },
      { Priority: 'default', Actions: split },
    ]);
    expect(versions.filter((version) => version === '1.2.3').length).toBeGreaterThan(5);
    expect(versions.filter((version) => version === '1.2.3').length).toBeLessThan(15);
  });

  it('fails more than one request in twenty of the service', async () => {
    const rate = await until(errorRate, (seen) => seen > 0.05, { every: 100 });

    expect(rate).toBeLessThan(0.15);
  });

  it('is well again when the canary has no traffic and no task, and scaling leaves it so', async () => {
    const { listener, rules: seen } = await rules();
    const back = forward(100, 0, { Enabled: false });
    await elb.send(new ModifyListenerCommand({ ListenerArn: listener.ListenerArn, DefaultActions: back }));
    await elb.send(new ModifyRuleCommand({ RuleArn: seen[0]?.RuleArn, Actions: back }));
    await until(
      () => freshVersions(20),
      (versions) => versions.every((version) => version === '1.2.2'),
    );
    await until(errorRate, (rate) => rate === 0, { every: 100 });

    const scaling = new ApplicationAutoScalingClient(awsSettingsOf(sandbox));
    const { ResourceId, ...dimension } = ofCanary;
    const suspended = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true };
    await scaling.send(new RegisterScalableTargetCommand({ ...ofCanary, SuspendedState: suspended }));
    await canaryService.update({ desiredCount: 0 });
    await until(canaryService.describe, ({ runningCount }) => runningCount === 0, { every: 60 });
    await controlOf(sandbox).send('POST', '/scaling', { service: canaryName, desiredCount: 2 });

    const { ScalableTargets } = await scaling.send(
      new DescribeScalableTargetsCommand({ ...dimension, ResourceIds: [ResourceId] }),
    );
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 1, MaxCapacity: 4, SuspendedState: suspended }]);
    expect(await canaryService.describe()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect(await service.describe()).toMatchObject({ runningCount: 4 });
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
