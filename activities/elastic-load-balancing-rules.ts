// Listener rules and default actions that forward to one target group: all of them read, one of them written as a whole.
import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type CanaryForward, type RuleAction, weightsOf } from '../src/canary-forwards.js';
import { failure } from '../src/failures.js';
import { askAws } from './aws-errors.js';

export interface TargetGroupPlace {
  readonly arn: string;
  readonly loadBalancerArns: readonly string[];
}

/** Fails with TargetGroupNotFound where there is none of this name. */
export async function findTargetGroup(
  client: ElasticLoadBalancingV2Client,
  name: string,
  signal: AbortSignal,
): Promise<TargetGroupPlace> {
  const attempted = `DescribeTargetGroups of ${name}`;
  const { TargetGroups: [group] = [] } = await askAws(attempted, () =>
    client.send(new DescribeTargetGroupsCommand({ Names: [name] }), { abortSignal: signal }),
  );
  if (group?.TargetGroupArn !== undefined) {
    return { arn: group.TargetGroupArn, loadBalancerArns: group.LoadBalancerArns ?? [] };
  }
  throw failure('AwsRefused', { attempted, cameBack: 'none', next: 'Correct canary.targetGroup in the catalogue' });
}

/** Rule ARN → who sets its weights. */
export type RuleOwners = ReadonlyMap<string, string>;

export async function readForwards(
  client: ElasticLoadBalancingV2Client,
  { arn, loadBalancerArns }: TargetGroupPlace,
  owners: RuleOwners,
  signal: AbortSignal,
): Promise<CanaryForward[]> {
  const listeners = await Promise.all(loadBalancerArns.map((each) => readListeners(client, each, signal)));
  const forwards = listeners.flat().map(async (listener) => {
    const rules = await readRules(client, listener.ListenerArn ?? '', signal);
    return rules.map((rule) => forwardOf(listener, rule, owners)).filter((each) => names(each, arn));
  });
  return (await Promise.all(forwards)).flat();
}

const names = (forward: CanaryForward, group: string): boolean => weightsOf(forward).some(({ arn }) => arn === group);

function forwardOf(listener: Listener, rule: Rule, owners: RuleOwners): CanaryForward {
  const isDefault = rule.IsDefault === true || rule.Priority === 'default';
  const ownedBy = owners.get(rule.RuleArn ?? '');
  const [, balancer = ''] = /loadbalancer\/[a-z]+\/([^/]+)/.exec(listener.LoadBalancerArn ?? '') ?? [];
  const of = `${balancer}:${listener.Port ?? '?'}`;
  return {
    arn: (isDefault ? listener.ListenerArn : rule.RuleArn) ?? '',
    isDefault,
    name: isDefault ? `the default action of ${of}` : `rule ${rule.Priority ?? '?'} of ${of}`,
    ...(ownedBy === undefined ? {} : { ownedBy }),
    actions: rule.Actions ?? [],
  };
}

async function readListeners(client: ElasticLoadBalancingV2Client, balancer: string, signal: AbortSignal) {
  const found: Listener[] = [];
  let marker: string | undefined;
  do {
    const command = new DescribeListenersCommand({ LoadBalancerArn: balancer, Marker: marker });
    const page = await askAws(`DescribeListeners of ${balancer}`, () => client.send(command, { abortSignal: signal }));
    found.push(...(page.Listeners ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return found;
}

async function readRules(client: ElasticLoadBalancingV2Client, listener: string, signal: AbortSignal) {
  const found: Rule[] = [];
  let marker: string | undefined;
  do {
    const command = new DescribeRulesCommand({ ListenerArn: listener, Marker: marker });
    const page = await askAws(`DescribeRules of ${listener}`, () => client.send(command, { abortSignal: signal }));
    found.push(...(page.Rules ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return found;
}

/** Replaces the actions as a whole: ELBv2 knows no other way (facts: ELBv2 and speed). */
export async function writeActions(
  client: ElasticLoadBalancingV2Client,
  { arn, isDefault, name }: CanaryForward,
  actions: readonly RuleAction[],
  signal: AbortSignal,
): Promise<void> {
  const given = [...actions] as Action[];
  const options = { abortSignal: signal };
  if (isDefault) {
    const command = new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: given });
    await askAws(`ModifyListener of ${name}`, () => client.send(command, options));
    return;
  }
  const command = new ModifyRuleCommand({ RuleArn: arn, Actions: given });
  await askAws(`ModifyRule of ${name}`, () => client.send(command, options));
}
