// A rule and a second target group that belong to the contract alone.
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DescribeRulesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Clients, needed, type Routing } from '../production.js';

interface Listening {
  readonly listener: string;
  readonly vpc: string;
}

/** An application load balancer whose listener answers 404 unless a rule says otherwise. */
export async function createLoadBalancer({ elb }: Clients, Subnets: string[]): Promise<Listening> {
  const created = await elb.send(new CreateLoadBalancerCommand({ Name: 'contract', Subnets, Type: 'application' }));
  const { LoadBalancerArn, VpcId } = needed(created.LoadBalancers?.[0], 'a load balancer');
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return { listener: Listeners?.[0]?.ListenerArn ?? '', vpc: VpcId ?? '' };
}

/** The rule matches a path that nobody asks for. */
export async function createRouting(
  clients: Clients,
  { listener, vpc, name }: Listening & { readonly name: string },
): Promise<Routing> {
  const { elb } = clients;
  const [stable, canary] = [
    await createTargetGroup(clients, `${name}-stable`, vpc),
    await createTargetGroup(clients, `${name}-canary`, vpc),
  ];
  const before = await elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
  const taken = new Set(before.Rules?.map(({ Priority }) => Priority));
  const free = Array.from({ length: 1_000 }, (_, index) => 40_000 + index).find((one) => !taken.has(String(one)));
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: free,
      Conditions: [{ Field: 'path-pattern', Values: [`/${name}-nobody-asks-for-this/*`] }],
      Actions: [{ Type: 'forward', TargetGroupArn: stable }],
    }),
  );
  const defaultRule = before.Rules?.find(({ IsDefault }) => IsDefault)?.RuleArn ?? '';
  return { listener, rule: Rules?.[0]?.RuleArn ?? '', defaultRule, stable, canary };
}

export async function deleteRouting({ elb }: Clients, { rule, stable, canary }: Routing): Promise<void> {
  await elb.send(new DeleteRuleCommand({ RuleArn: rule }));
  for (const TargetGroupArn of [stable, canary]) await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
}

async function createTargetGroup({ elb }: Clients, Name: string, VpcId: string): Promise<string> {
  const command = new CreateTargetGroupCommand({
    Name,
    VpcId,
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    HealthCheckPath: '/health',
  });
  const { TargetGroups } = await elb.send(command);
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}
