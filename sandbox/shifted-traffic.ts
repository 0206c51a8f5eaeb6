// A service whose deployments shift traffic by a rule that is ECS's own: its second target group, and what it says of both.
import type { StrategySettings } from './aws/ecs/deployment-strategy.js';
import type { Service } from './aws/ecs/records.js';
import { addTargetGroup, type TargetGroup } from './aws/elbv2/load-balancing.js';
import type { SimulatedAws } from './aws/simulated-aws.js';

const role = 'arn:aws:iam::123456789012:role/ecs-load-balancers';

/** Adds the alternate target group; the scheduler sets the weights of the listener's default rule from now on. */
export function shiftTraffic(
  aws: SimulatedAws,
  service: Service,
  group: TargetGroup,
  strategy: StrategySettings,
): void {
  const { arn: _, ...settings } = group.settings;
  const name = `${settings.name}-alternate`;
  const alternate = addTargetGroup(aws.loadBalancing, group.loadBalancer, { ...settings, name }, group.port);
  const rule = group.loadBalancer.rules.find(({ priority }) => priority === 'default');
  if (rule === undefined) throw new Error(`${group.loadBalancer.name} has no default rule.`);
  const advancedConfiguration = {
    alternateTargetGroupArn: alternate.settings.arn,
    productionListenerRule: rule.arn,
    roleArn: role,
  };
  service.loadBalancers = service.loadBalancers.map((balancer) => ({ ...balancer, advancedConfiguration }));
  service.configuration = { ...service.configuration, ...strategy };
}
