// A canary in the simulated production: its share of every way through the listener, and the range in which it is scaled.
import { registered } from './aws/application-autoscaling/scalable-targets.js';
import { addTargetGroup, type TargetGroup } from './aws/elbv2/load-balancing.js';
import { ruleArn } from './aws/identifiers.js';
import type { SimulatedAws } from './aws/simulated-aws.js';

/** `applylens-api-prod` → `applylens-api-canary-prod`: the environment stays at the end. */
export const canaryOf = (service: string): string => service.replace(/-(?=[^-]+$)/, '-canary-');

export interface CanaryPlace {
  readonly name: string;
  /** Of 100. */
  readonly weight: number;
  readonly stickinessSeconds: number;
}

/** Adds the canary's target group; a rule for the agents and the default action give it its share. */
export function placeCanary(aws: SimulatedAws, stable: TargetGroup, { name, weight, stickinessSeconds }: CanaryPlace) {
  const { loadBalancer, port, settings } = stable;
  const canary = addTargetGroup(aws.loadBalancing, loadBalancer, { ...withoutArn(settings), name }, port);
  const forwardTo = [
    { targetGroupArn: settings.arn, weight: 100 - weight },
    { targetGroupArn: canary.settings.arn, weight },
  ];
  const arn = ruleArn(loadBalancer.listenerArn);
  loadBalancer.rules.unshift({ arn, priority: '10', pathPatterns: ['/agents/*'], forwardTo });
  for (const rule of loadBalancer.rules) Object.assign(rule, { forwardTo, stickinessSeconds });
  return canary;
}

function withoutArn({ arn: _, ...settings }: TargetGroup['settings']): Omit<TargetGroup['settings'], 'arn'> {
  return settings;
}

export interface ScalingRange {
  readonly cluster: string;
  readonly name: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
}

export function letScale({ autoScaling, ecs }: SimulatedAws, { cluster, name, ...range }: ScalingRange): void {
  const resourceId = `service/${cluster}/${name}`;
  autoScaling.targets.set(resourceId, registered(undefined, { resourceId, ...range }, ecs.time.now()));
}
