// Elastic Load Balancing v2: the read side, and the changes a rollback makes (facts §6).
import { z } from 'zod';

import type { SimulatedEcs } from '../ecs/simulated-ecs.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal } from '../refusal.js';
import { describeListener, describeLoadBalancer, describeRule } from './describe-load-balancer.js';
import { attributesOf, describeTargetGroup, describeTargetHealth, targetGroupHealth } from './describe-target-group.js';
import type { LoadBalancer, LoadBalancing, TargetGroup } from './load-balancing.js';
import { modifyListener, modifyListenerShape } from './modify-listener.js';
import { modifyRule, modifyRuleShape } from './modify-rule.js';

const names = z.array(z.string()).optional();
const paging = { PageSize: z.coerce.number().int().min(1).max(400).default(400), Marker: z.string().optional() };
const target = z.object({ Id: z.string(), Port: z.coerce.number().int().optional() });

export const elbv2Operations = (loadBalancing: LoadBalancing, ecs: SimulatedEcs): Operations => ({
  ...loadBalancerOperations(loadBalancing),
  ...ruleOperations(loadBalancing),
  ...targetGroupOperations(loadBalancing, ecs),
});

const loadBalancerOperations = ({ loadBalancers, targetGroups }: LoadBalancing): Operations => ({
  DescribeLoadBalancers: operation(
    z.object({ LoadBalancerArns: names, Names: names, ...paging }),
    ({ LoadBalancerArns: arns, Names, PageSize, Marker }) => {
      const found = select([...loadBalancers.values()], { arns, Names }, 'LoadBalancerNotFound', 'load balancers');
      const page = pageOf(found, PageSize, Marker);
      return { LoadBalancers: page.entries.map(describeLoadBalancer), NextMarker: page.nextToken };
    },
  ),

  DescribeListeners: operation(
    z.object({ LoadBalancerArn: z.string().optional(), ListenerArns: names }),
    ({ LoadBalancerArn, ListenerArns: arns }) => {
      const all = [...loadBalancers.values()];
      const of = LoadBalancerArn === undefined ? all : all.filter(({ arn }) => arn === LoadBalancerArn);
      if (of.length === 0) throw notFound('LoadBalancerNotFound', 'load balancers');
      const found = arns ? of.filter(({ listenerArn }) => arns.includes(listenerArn)) : of;
      if (arns && found.length < arns.length) throw notFound('ListenerNotFound', 'listeners');
      return { Listeners: found.map(describeListener) };
    },
  ),

  DescribeTags: operation(z.object({ ResourceArns: z.array(z.string()).min(1).max(20) }), ({ ResourceArns }) => {
    const known = new Set([
      ...targetGroups.keys(),
      ...[...loadBalancers.values()].flatMap(({ arn, listenerArn, rules }) => [
        arn,
        listenerArn,
        ...rules.map((rule) => rule.arn),
      ]),
    ]);
    const unknown = ResourceArns.find((arn) => !known.has(arn));
    if (unknown?.includes(':targetgroup/')) throw notFound('TargetGroupNotFound', 'target groups');
    if (unknown !== undefined) throw notFound('LoadBalancerNotFound', 'load balancers');
    return { TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [] })) };
  }),
});

const ruleOperations = (loadBalancing: LoadBalancing): Operations => ({
  DescribeRules: operation(
    z.object({ ListenerArn: z.string().optional(), RuleArns: names }),
    ({ ListenerArn, RuleArns: arns }) => {
      const all = [...loadBalancing.loadBalancers.values()];
      const of = ListenerArn === undefined ? all : all.filter(({ listenerArn }) => listenerArn === ListenerArn);
      if (of.length === 0) throw notFound('ListenerNotFound', 'listeners');
      const rules = of.flatMap((loadBalancer: LoadBalancer) => loadBalancer.rules);
      const found = arns ? rules.filter(({ arn }) => arns.includes(arn)) : rules;
      if (arns && found.length < arns.length) throw notFound('RuleNotFound', 'rules');
      return { Rules: found.map(describeRule) };
    },
  ),

  ModifyRule: operation(modifyRuleShape, (input) => modifyRule(loadBalancing, input)),
  ModifyListener: operation(modifyListenerShape, (input) => modifyListener(loadBalancing, input)),
});

const targetGroupOperations = ({ targetGroups }: LoadBalancing, ecs: SimulatedEcs): Operations => ({
  DescribeTargetGroups: operation(
    z.object({ LoadBalancerArn: z.string().optional(), TargetGroupArns: names, Names: names, ...paging }),
    ({ LoadBalancerArn, TargetGroupArns: arns, Names, PageSize, Marker }) => {
      const all = [...targetGroups.values()].map((group) => ({
        group,
        arn: group.settings.arn,
        name: group.settings.name,
      }));
      const found = select(all, { arns, Names }, 'TargetGroupNotFound', 'target groups').filter(
        ({ group }) => LoadBalancerArn === undefined || group.loadBalancer.arn === LoadBalancerArn,
      );
      const page = pageOf(found, PageSize, Marker);
      return { TargetGroups: page.entries.map(({ group }) => describeTargetGroup(group)), NextMarker: page.nextToken };
    },
  ),

  DescribeTargetGroupAttributes: operation(z.object({ TargetGroupArn: z.string() }), ({ TargetGroupArn }) => ({
    Attributes: attributesOf(groupOf(targetGroups, TargetGroupArn)),
  })),

  DescribeTargetHealth: operation(
    z.object({ TargetGroupArn: z.string(), Targets: z.array(target).optional() }),
    ({ TargetGroupArn, Targets }) => {
      const group = groupOf(targetGroups, TargetGroupArn);
      const targets = targetGroupHealth(group, ecs);
      return { TargetHealthDescriptions: describeTargetHealth(group, targets, Targets) };
    },
  ),
});

function groupOf(targetGroups: LoadBalancing['targetGroups'], arn: string): TargetGroup {
  const group = targetGroups.get(arn);
  if (group === undefined) throw notFound('TargetGroupNotFound', 'target groups');
  return group;
}

function select<Entry extends { readonly arn: string; readonly name: string }>(
  all: readonly Entry[],
  { arns, Names }: { arns: readonly string[] | undefined; Names: readonly string[] | undefined },
  code: string,
  what: string,
): readonly Entry[] {
  const found = all
    .filter(({ arn }) => !arns || arns.includes(arn))
    .filter(({ name }) => !Names || Names.includes(name));
  if (found.length < Math.max(arns?.length ?? 0, Names?.length ?? 0)) throw notFound(code, what);
  return found;
}

const notFound = (code: string, what: string): AwsRefusal => new AwsRefusal(code, `One or more ${what} not found`);
