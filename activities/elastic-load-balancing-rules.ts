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

const readListeners = (client: ElasticLoadBalancingV2Client, LoadBalancerArn: string, abortSignal: AbortSignal) =>
  everyPage(`DescribeListeners of ${LoadBalancerArn}`, async (Marker) => {
    const command = new DescribeListenersCommand({ LoadBalancerArn, Marker });
    const { Listeners: found = [], NextMarker: next } = await client.send(command, { abortSignal });
    return { found, next };
  });

const readRules = (client: ElasticLoadBalancingV2Client, ListenerArn: string, abortSignal: AbortSignal) =>
  everyPage(`DescribeRules of ${ListenerArn}`, async (Marker) => {
    const command = new DescribeRulesCommand({ ListenerArn, Marker });
    const { Rules: found = [], NextMarker: next } = await client.send(command, { abortSignal });
    return { found, next };
  });

async function everyPage<T>(
  attempted: string,
  pageFrom: (marker: string | undefined) => Promise<{ readonly found: T[]; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const page = await askAws(attempted, () => pageFrom(marker));
    all.push(...page.found);
    marker = page.next;
  } while (marker !== undefined && marker !== '');
  return all;
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
