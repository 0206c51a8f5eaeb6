// Method 4 as separate processes on real rules, tasks and traffic: killed workers, lost answers, and somebody else's hands.

import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedCall } from '../../sandbox/aws/calls.js';
import { canaryOf } from '../../sandbox/canary.js';
import type { Status } from '../../src/status.js';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const canary = { scope: 'canary' } as const;
const services = ['lost', 'killed', 'raised', 'aborted', 'undone'] as const;

let stage: TestStage;
beforeAll(async () => {
  const all = Object.fromEntries(['applylens-api', ...services].map((name) => [name, shortWatch]));
  stage = await aStage(all, { scenario: 'canary-bad' });
}, 180_000);
afterAll(() => stage?.end());

const settings = () => ({
  endpoint: stage.urls.aws,
  region: 'us-east-1',
  credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
});
const elb = () => new ElasticLoadBalancingV2Client(settings());

async function rulesOf(service: string) {
  const client = elb();
  const { TargetGroups } = await client.send(
    new DescribeTargetGroupsCommand({ Names: [canaryOf(`${service}-prod`), `${service}-prod`] }),
  );
  const arnOf = (name: string) => TargetGroups?.find((each) => each.TargetGroupName === name)?.TargetGroupArn;
  const LoadBalancerArn = TargetGroups?.[0]?.LoadBalancerArns?.[0];
  const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: Listeners?.[0]?.ListenerArn }));
  return { rules: Rules, canary: arnOf(canaryOf(`${service}-prod`)), stable: arnOf(`${service}-prod`) };
}

async function stateOf(service: string) {
  const name = canaryOf(`${service}-prod`);
  const ResourceIds = [`service/applylens-prod/${name}`];
  const [{ rules, canary: group, stable }, ecs, scaling] = await Promise.all([
    rulesOf(service),
    new ECSClient(settings()).send(new DescribeServicesCommand({ cluster: 'applylens-prod', services: [name] })),
    new ApplicationAutoScalingClient(settings()).send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds }),
    ),
  ]);
  const forwards = rules.map(({ Actions }) => Actions?.[0]?.ForwardConfig);
  const weights = (arn: string | undefined) =>
    forwards.map((each) => each?.TargetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight);
  return {
    canary: weights(group),
    stable: weights(stable),
    sticky: forwards.map((each) => each?.TargetGroupStickinessConfig?.Enabled),
    desired: ecs.services?.[0]?.desiredCount,
    running: ecs.services?.[0]?.runningCount,
    suspended: Object.values(scaling.ScalableTargets?.[0]?.SuspendedState ?? {}).includes(true),
  };
}

const out = {
  canary: [0, 0],
  stable: [90, 90],
  sticky: [false, false],
  desired: 0,
  running: 0,
  suspended: false,
};

const changing =
  /^(ecs|elasticloadbalancing|application-autoscaling):(Update|Modify|Register|Tag|Untag|Stop|Create|Delete|Deregister|Set|Put)/;

/** Of all calls that change something: those that name the service itself, its tasks or its family. */
async function changesOfTheService(service: string): Promise<readonly RecordedCall[]> {
  const answer = await fetch(new URL('/calls', stage.urls.control));
  const { calls } = (await answer.json()) as { calls: readonly RecordedCall[] };
  const names = new RegExp(`["/]${service}-prod["/:]`);
  return calls.filter(({ operation, input, accessKeyId }) => {
    const isRule = operation.startsWith('elasticloadbalancing:');
    return accessKeyId !== 'TEST' && !isRule && changing.test(operation) && names.test(JSON.stringify(input));
  });
}

const isChanged = ({ times }: Status): boolean => times.firstChangeAt !== undefined;

describe.concurrent('a bad canary', () => {
  it('is found, and taken out, and nothing of the service is changed', { timeout: 120_000 }, async () => {
    expect(await stateOf('applylens-api')).toMatchObject({ canary: [10, 10] });
    const asked = Date.now();
    await stage.ask('applylens-api', canary);
    const report = await stage.report('applylens-api');
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'canary', verification: { verdict: 'recovered' } });
    expect(await stateOf('applylens-api')).toEqual(out);
    expect(await changesOfTheService('applylens-api')).toEqual([]);
    const { text = '' } = report.timeline.find((each) => each.text.startsWith('restored')) ?? {};
    const [, proven = ''] = /since (\d\d:\d\d:\d\d) UTC/.exec(text) ?? [];
    const provenAt = Date.parse(`${new Date(asked).toISOString().slice(0, 11)}${proven}Z`);
    expect(provenAt - Date.parse(report.times.acceptedAt)).toBeLessThan(10_000);
  });

  it('is taken out once when the answers of its changes are lost', { timeout: 120_000 }, async () => {
    const { canary: group } = await rulesOf('lost');
    const dropped = { fault: 'drop-answer', times: 1 };
    await stage.fault({ ...dropped, operation: 'elasticloadbalancing:ModifyRule', about: group });
    await stage.fault({ ...dropped, operation: 'ecs:UpdateService', about: canaryOf('lost-prod') });
    await stage.ask('lost', canary);
    const report = await stage.report('lost');
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', attempts: [{ method: 'canary', result: 'claimed' }] });
    expect(await stateOf('lost')).toEqual(out);
    const settingsNamed = report.settingsChanged.map(({ setting }) => setting);
    expect(new Set(settingsNamed).size).toBe(settingsNamed.length);
    expect(await changesOfTheService('lost')).toEqual([]);
  });

  it('is taken out again when somebody writes the former weights meanwhile', { timeout: 120_000 }, async () => {
    const { rules } = await rulesOf('raised');
    const [first] = rules;
    await stage.ask('raised', canary);
    await stage.seen('raised', isChanged, 'its first change');
    await elb().send(new ModifyRuleCommand({ RuleArn: first?.RuleArn, Actions: first?.Actions }));
    const report = await stage.report('raised');
    expect(report.outcome).toBe('ROLLED_BACK');
    expect(await stateOf('raised')).toEqual(out);
  });
});

describe('a bad canary whose rollback is broken off', () => {
  it('is taken out to the end by the next worker when one is killed in the middle', { timeout: 120_000 }, async () => {
    await stage.hang('ecs:UpdateService', canaryOf('killed-prod').replace(/-prod$/, ''));
    await stage.ask('killed', canary);
    await stage.seen('killed', ({ times }) => times.restoredAt !== undefined, 'restored');
    await stage.kill('worker');
    await stage.clearFaults();
    await stage.startAgain('worker');
    expect(await stage.report('killed')).toMatchObject({
      outcome: 'ROLLED_BACK',
      settingsChanged: expect.arrayContaining([
        expect.objectContaining({ setting: `scaling of ${canaryOf('killed-prod')}`, putBackAt: expect.any(String) }),
      ]),
    });
    expect(await stateOf('killed')).toEqual(out);
    expect(await changesOfTheService('killed')).toEqual([]);
  });

  it('is given back what it had, by the report, when its rollback is undone in spite of a kill', {
    timeout: 180_000,
  }, async () => {
    const before = await stateOf('undone');
    const { canary: group } = await rulesOf('undone');
    await stage.ask('undone', canary);
    const { id } = await stage.report('undone');
    expect(await stateOf('undone')).toEqual(out);
    await stage.hang('elasticloadbalancing:ModifyRule', group ?? '');
    await stage.ask('undone', { ...canary, undoes: id });
    await stage.seen('undone', ({ doing }) => doing.startsWith('Giving the canary'), 'its tasks');
    await stage.kill('worker');
    await stage.clearFaults();
    await stage.startAgain('worker');
    expect(await stage.report('undone')).toMatchObject({
      outcome: 'ROLLED_BACK',
      headline: expect.stringMatching(/^Undone by .* has 10 % of the traffic and 1 of 1 task again/),
    });
    expect(await stateOf('undone')).toEqual(before);
    expect(await changesOfTheService('undone')).toEqual([]);
  });

  it('stays as it is named when the rollback is aborted half way', { timeout: 120_000 }, async () => {
    await stage.hang('ecs:UpdateService', canaryOf('aborted-prod').replace(/-prod$/, ''));
    await stage.ask('aborted', canary);
    await stage.seen('aborted', ({ times }) => times.restoredAt !== undefined, 'restored');
    await stage.temporalClient.workflow
      .getHandle('rollback/prod/aborted')
      .executeUpdate('abort', { args: [{ by: 'ann', reason: 'a test' }], updateId: 'abort-aborted' });
    await stage.clearFaults();
    const report = await stage.report('aborted');
    expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made', canary: { share: 0 } });
    const { canary: weights, suspended, desired } = await stateOf('aborted');
    expect(weights).toEqual([0, 0]);
    expect(suspended).toBe(false);
    expect(report.canary?.desired).toBe(desired);
    expect(report.headline).toContain('the service itself was not touched');
  });
});
