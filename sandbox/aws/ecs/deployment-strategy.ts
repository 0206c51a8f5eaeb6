// How a deployment takes over the traffic: shapes of what a service says about it, and the share that the new revision has by then (facts §4).
import { z } from 'zod';

import { clientException, invalidParameter } from '../refusal.js';
import type { LoadBalancerOfService } from './records.js';

const strategies = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'] as const;
export type DeploymentStrategy = (typeof strategies)[number];

/** Of a deployment that shifts traffic, in their order. Hooks are at all but three of them. */
export const stages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;
export type Stage = (typeof stages)[number];

const minutes = z.number().int().min(0).max(1440);

const hookShape = z.object({
  targetType: z.string().default('AWS_LAMBDA'),
  lifecycleStages: z.array(z.enum(stages).exclude(['SCALE_UP', 'BAKE_TIME', 'CLEAN_UP'])),
  timeoutConfiguration: z
    .object({
      timeoutInMinutes: z.number().int().min(1).default(1440),
      action: z.enum(['ROLLBACK', 'CONTINUE']).default('ROLLBACK'),
    })
    .default({ timeoutInMinutes: 1440, action: 'ROLLBACK' }),
});

export type LifecycleHook = z.output<typeof hookShape>;

export const strategyShape = {
  strategy: z.enum(strategies).optional(),
  bakeTimeInMinutes: minutes.optional(),
  lifecycleHooks: z.array(hookShape).optional(),
  linearConfiguration: z
    .object({ stepPercent: z.number().min(3).max(100).default(10), stepBakeTimeInMinutes: minutes.default(6) })
    .optional(),
  canaryConfiguration: z
    .object({ canaryPercent: z.number().min(0.1).max(100).default(5), canaryBakeTimeInMinutes: minutes.default(10) })
    .optional(),
};

export interface StrategySettings {
  readonly strategy: DeploymentStrategy;
  readonly bakeTimeInMinutes: number;
  readonly lifecycleHooks?: readonly LifecycleHook[];
  readonly linearConfiguration?: { readonly stepPercent: number; readonly stepBakeTimeInMinutes: number };
  readonly canaryConfiguration?: { readonly canaryPercent: number; readonly canaryBakeTimeInMinutes: number };
}

const defaults = {
  linear: { stepPercent: 10, stepBakeTimeInMinutes: 6 },
  canary: { canaryPercent: 5, canaryBakeTimeInMinutes: 10 },
} as const;

/** Per cent of the production traffic that the new revision has, so many AWS seconds after the shift began. */
export function trafficShare(settings: StrategySettings, secondsSinceShift: number): number {
  const { strategy, linearConfiguration: linear, canaryConfiguration: canary } = settings;
  if (strategy === 'CANARY') {
    const { canaryPercent, canaryBakeTimeInMinutes } = canary ?? defaults.canary;
    return secondsSinceShift < canaryBakeTimeInMinutes * 60 ? canaryPercent : 100;
  }
  if (strategy === 'LINEAR') {
    const { stepPercent, stepBakeTimeInMinutes: pause } = linear ?? defaults.linear;
    const steps = pause === 0 ? Number.POSITIVE_INFINITY : Math.floor(secondsSinceShift / (pause * 60));
    return Math.min(100, stepPercent * (1 + steps));
  }
  return 100;
}

/** The settings of the strategy with those that were named replaced. @throws ClientException for a hook that cannot be run here */
export function changedStrategy(
  former: StrategySettings,
  wanted: Partial<z.output<z.ZodObject<typeof strategyShape>>> | undefined,
): StrategySettings {
  for (const { targetType, lifecycleStages } of wanted?.lifecycleHooks ?? []) {
    if (targetType !== 'PAUSE') throw clientException('This simulated production has hooks of type PAUSE only.');
    const unfit = lifecycleStages.find((stage) => /^(TEST|PRODUCTION)_TRAFFIC_SHIFT$/.test(stage));
    if (unfit !== undefined) throw invalidParameter(`PAUSE hooks cannot be configured at ${unfit}.`);
  }
  const given = Object.entries(wanted ?? {}).filter(
    ([name, value]) => Object.hasOwn(strategyShape, name) && value !== undefined,
  );
  return { ...former, ...(Object.fromEntries(given) as Partial<StrategySettings>) };
}

/** @throws InvalidParameterException when traffic could not be shifted */
export function refuseWithoutAlternate(
  strategy: DeploymentStrategy,
  loadBalancers: readonly LoadBalancerOfService[],
): void {
  if (strategy === 'ROLLING' || loadBalancers.every((each) => each.advancedConfiguration !== undefined)) return;
  throw invalidParameter(
    'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy',
  );
}
