// The parts of a service that CreateService and UpdateService share: their request shapes and AWS's defaults.
import { z } from 'zod';

import { changedStrategy, type StrategySettings, strategyShape } from './deployment-strategy.js';

export interface DeploymentConfiguration extends StrategySettings {
  readonly deploymentCircuitBreaker: {
    readonly enable: boolean;
    readonly rollback: boolean;
    readonly resetOnHealthyTask: boolean;
    readonly thresholdConfiguration: { readonly type: ThresholdType; readonly value: number };
  };
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly alarms: { readonly alarmNames: readonly string[]; readonly rollback: boolean; readonly enable: boolean };
}

export type ThresholdType = 'COUNT' | 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT';

const percent = z.number().int().min(0).max(200);

export const deploymentConfigurationShape = z.object({
  deploymentCircuitBreaker: z
    .object({
      enable: z.boolean(),
      rollback: z.boolean(),
      resetOnHealthyTask: z.boolean().default(true),
      thresholdConfiguration: z
        .object({ type: z.enum(['COUNT', 'BOUNDED_PERCENT', 'UNBOUNDED_PERCENT']), value: z.number().int().min(1) })
        .default({ type: 'BOUNDED_PERCENT', value: 50 }),
    })
    .optional(),
  maximumPercent: percent.optional(),
  minimumHealthyPercent: percent.optional(),
  alarms: z.object({ alarmNames: z.array(z.string()), rollback: z.boolean(), enable: z.boolean() }).optional(),
  ...strategyShape,
});

export const loadBalancersShape = z.array(
  z.object({
    targetGroupArn: z.string(),
    containerName: z.string(),
    containerPort: z.number().int(),
    advancedConfiguration: z
      .object({
        alternateTargetGroupArn: z.string(),
        productionListenerRule: z.string(),
        testListenerRule: z.string().optional(),
        roleArn: z.string(),
      })
      .optional(),
  }),
);

export const networkShape = z.object({
  awsvpcConfiguration: z.object({
    subnets: z.array(z.string()).min(1),
    securityGroups: z.array(z.string()).default([]),
    assignPublicIp: z.enum(['ENABLED', 'DISABLED']).default('DISABLED'),
  }),
});

export const defaultConfiguration: DeploymentConfiguration = {
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  alarms: { alarmNames: [], rollback: false, enable: false },
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
};

/** The former settings with those that were named replaced. @throws ClientException, InvalidParameterException */
export function changedConfiguration(
  former: DeploymentConfiguration,
  wanted: z.output<typeof deploymentConfigurationShape> | undefined,
): DeploymentConfiguration {
  return {
    ...changedStrategy(former, wanted),
    deploymentCircuitBreaker: wanted?.deploymentCircuitBreaker ?? former.deploymentCircuitBreaker,
    maximumPercent: wanted?.maximumPercent ?? former.maximumPercent,
    minimumHealthyPercent: wanted?.minimumHealthyPercent ?? former.minimumHealthyPercent,
    alarms: wanted?.alarms ?? former.alarms,
  };
}
