// Load balancers, listeners, rules and target groups as the control plane knows them; the traffic itself is the routers'.
import type { ForwardRule, TargetGroupSettings, TrafficRouter, WeightedTargetGroup } from '../../world.js';
import { listenerArn, loadBalancerArn, ruleArn, targetGroupArn } from '../identifiers.js';

export interface Rule {
  readonly arn: string;
  readonly priority: string;
  pathPatterns: readonly string[];
  forwardTo: readonly WeightedTargetGroup[];
  stickinessSeconds?: number;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  /** Where it really listens. */
  readonly host: string;
  readonly port: number;
  readonly listenerArn: string;
  readonly rules: Rule[];
  readonly router: TrafficRouter;
}

export interface TargetGroup {
  settings: TargetGroupSettings;
  readonly loadBalancer: LoadBalancer;
  /** The port that the targets' containers are said to listen on. */
  readonly port: number;
}

export interface LoadBalancing {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly targetGroups: Map<string, TargetGroup>;
}

export const createLoadBalancing = (): LoadBalancing => ({ loadBalancers: new Map(), targetGroups: new Map() });

/** Adds a target group behind a load balancer; no rule forwards to it yet. */
export function addTargetGroup(
  { targetGroups }: LoadBalancing,
  loadBalancer: LoadBalancer,
  settings: Omit<TargetGroupSettings, 'arn'>,
  port: number,
): TargetGroup {
  const group = { settings: { arn: targetGroupArn(settings.name), ...settings }, loadBalancer, port };
  targetGroups.set(group.settings.arn, group);
  loadBalancer.router.addTargetGroup(group.settings);
  return group;
}

/** Adds a load balancer with one listener, one target group and the default rule that forwards to it; the traffic is not told yet. */
export function addLoadBalancer(
  loadBalancing: LoadBalancing,
  wanted: { name: string; host: string; port: number; createdAt: number; containerPort: number },
  settings: Omit<TargetGroupSettings, 'arn'>,
  router: TrafficRouter,
): TargetGroup {
  const { name, host, port, createdAt } = wanted;
  const arn = loadBalancerArn(name);
  const listener = listenerArn(arn);
  const rules: Rule[] = [];
  const loadBalancer = { arn, name, createdAt, host, port, listenerArn: listener, rules, router };
  loadBalancing.loadBalancers.set(arn, loadBalancer);
  const group = addTargetGroup(loadBalancing, loadBalancer, settings, wanted.containerPort);
  const forwardTo = [{ targetGroupArn: group.settings.arn, weight: 1 }];
  rules.push({ arn: ruleArn(listener), priority: 'default', pathPatterns: [], forwardTo });
  return group;
}

/** Tells the traffic; it follows after the propagation delay, and at once the first time. */
export function publishRules(loadBalancer: LoadBalancer): void {
  loadBalancer.router.setRules(forwardRules(loadBalancer));
}

function forwardRules(loadBalancer: LoadBalancer): readonly ForwardRule[] {
  return loadBalancer.rules.map(({ arn, priority, pathPatterns, forwardTo, stickinessSeconds }) => ({
    ruleArn: arn,
    priority,
    pathPatterns,
    forwardTo,
    ...(stickinessSeconds === undefined ? {} : { stickinessSeconds }),
  }));
}
