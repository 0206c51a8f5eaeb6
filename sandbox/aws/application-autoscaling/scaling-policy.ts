import type { SimulatedAws } from '../simulated-aws.js';
import { scaledCapacity, serviceNamed, setCapacity } from './scalable-targets.js';

export interface WantedByPolicy {
  readonly cluster: string;
  readonly service: string;
  readonly desiredCount: number;
}

/** What a scaling policy does that finds so many tasks right. @throws Error when nobody registered the service */
export function scaleByPolicy(
  { ecs, autoScaling }: Pick<SimulatedAws, 'ecs' | 'autoScaling'>,
  { cluster, service: name, desiredCount }: WantedByPolicy,
): { readonly from: number; readonly to: number } {
  const resourceId = `service/${cluster}/${name}`;
  const service = serviceNamed(ecs, resourceId);
  const target = autoScaling.targets.get(resourceId);
  if (target === undefined) throw new Error(`${resourceId} is no scalable target; register it first.`);
  const from = service.desiredCount;
  const to = scaledCapacity(target, { current: from, wanted: desiredCount });
  setCapacity(autoScaling, service, { to, cause: 'the scaling policy asked for it', at: ecs.time.now() });
  return { from, to };
}
