// The ECS service as it is now: DescribeServices, in Runback's terms.
import {
  type Deployment,
  type DeploymentConfiguration,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { readRunMark, runMarkKey } from '../src/run-mark.js';
import type { DeploymentSettings, SeenDeployment, SeenService, ShiftSettings } from '../src/situation.js';
import { askAws } from './aws-errors.js';

const eventsKept = 5;

/** One service with its tags. Fails with ServiceNotFound, ServiceNotActive or what AWS answered. */
export async function describeService(ecs: ECSClient, entry: CatalogueEntry, signal: AbortSignal): Promise<Service> {
  const { cluster, service } = entry.ecs;
  const attempted = `DescribeServices of ${cluster}/${service}`;
  const command = new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] });
  const answer = await askAws(attempted, () => ecs.send(command, { abortSignal: signal }));
  return activeService(answer.services?.[0], attempted, answer.failures?.[0]?.reason);
}

/** The service, when it can be deployed to. Fails with ServiceNotFound or ServiceNotActive. */
export function activeService(service: Service | undefined, attempted: string, reason?: string): Service {
  if (service === undefined) {
    throw failure('ServiceNotFound', {
      attempted,
      cameBack: reason ?? 'no service',
      next: 'Check region, account, ecs.cluster and ecs.service in the catalogue (runback check)',
    });
  }
  if (service.status === 'ACTIVE') return service;
  throw failure('ServiceNotActive', {
    attempted,
    cameBack: `the service is ${service.status ?? 'without a status'}`,
    next: 'Create the service again or correct ecs.service in the catalogue',
  });
}

export const seenService = (service: Service): SeenService => {
  const manual = tagValue(service.tags, 'runback:manual');
  const unfinished = readRunMark(tagValue(service.tags, runMarkKey) ?? '');
  return {
    arn: service.serviceArn ?? '',
    status: service.status ?? '',
    controller: service.deploymentController?.type ?? 'ECS',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    taskDefinition: service.taskDefinition ?? '',
    deployments: (service.deployments ?? []).map(seenDeployment),
    settings: settingsOf(service),
    recentEvents: (service.events ?? []).slice(0, eventsKept).map(({ createdAt, message }) => ({
      at: isoOf(createdAt),
      message: (message ?? '').slice(0, 500),
    })),
    ...(manual === undefined ? {} : { manualTag: manual }),
    ...(unfinished === undefined ? {} : { unfinished }),
    targetGroupArns: targetGroupArnsOf(service),
  };
};

const seenDeployment = (deployment: Deployment): SeenDeployment => ({
  id: deployment.id ?? '',
  status: oneOf(['PRIMARY', 'ACTIVE', 'INACTIVE'] as const, deployment.status) ?? 'INACTIVE',
  taskDefinition: deployment.taskDefinition ?? '',
  ...optional('rolloutState', oneOf(['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const, deployment.rolloutState)),
  ...optional('rolloutStateReason', deployment.rolloutStateReason),
  desired: deployment.desiredCount ?? 0,
  running: deployment.runningCount ?? 0,
  pending: deployment.pendingCount ?? 0,
  failedTasks: deployment.failedTasks ?? 0,
  createdAt: isoOf(deployment.createdAt),
});

export function settingsOf(service: Service): DeploymentSettings {
  const configuration = service.deploymentConfiguration;
  const breaker = configuration?.deploymentCircuitBreaker;
  const alarms = configuration?.alarms;
  return {
    circuitBreaker: { enable: breaker?.enable ?? false, rollback: breaker?.rollback ?? false },
    ...(alarms === undefined
      ? {}
      : {
          alarms: {
            names: alarms.alarmNames ?? [],
            enable: alarms.enable ?? false,
            rollback: alarms.rollback ?? false,
          },
        }),
    minimumHealthyPercent: configuration?.minimumHealthyPercent ?? 100,
    maximumPercent: configuration?.maximumPercent ?? 200,
    strategy: configuration?.strategy ?? 'ROLLING',
    ...optional('shift', configuration === undefined ? undefined : shiftOf(configuration)),
  };
}

// AWS's own defaults, where an answer leaves the field out.
const shiftDefaults = { stepPercent: 10, stepBake: 6, canaryPercent: 5, canaryBake: 10 } as const;

function shiftOf({
  strategy = 'ROLLING',
  bakeTimeInMinutes = 0,
  linearConfiguration: linear,
  canaryConfiguration: canary,
  lifecycleHooks = [],
}: DeploymentConfiguration): ShiftSettings | undefined {
  if (strategy === 'ROLLING') return undefined;
  const { stepPercent, stepBake, canaryPercent, canaryBake } = shiftDefaults;
  const pauses = lifecycleHooks.filter(({ targetType }) => targetType === 'PAUSE');
  return {
    bakeTimeInMinutes,
    ...(strategy === 'LINEAR' && {
      linearConfiguration: {
        stepPercent: linear?.stepPercent ?? stepPercent,
        stepBakeTimeInMinutes: linear?.stepBakeTimeInMinutes ?? stepBake,
      },
    }),
    ...(strategy === 'CANARY' && {
      canaryConfiguration: {
        canaryPercent: canary?.canaryPercent ?? canaryPercent,
        canaryBakeTimeInMinutes: canary?.canaryBakeTimeInMinutes ?? canaryBake,
      },
    }),
    pausesAt: pauses.flatMap(({ lifecycleStages }) => lifecycleStages ?? []),
  };
}

/** Groups of a native blue/green service are listed beside the first one. */
function targetGroupArnsOf(service: Service): string[] {
  const named = (service.loadBalancers ?? []).flatMap(({ targetGroupArn, advancedConfiguration }) => [
    targetGroupArn,
    advancedConfiguration?.alternateTargetGroupArn,
  ]);
  return [...new Set(named.filter((arn) => arn !== undefined))];
}

export const tagValue = (
  tags: readonly { key?: string | undefined; value?: string | undefined }[] | undefined,
  key: string,
): string | undefined => tags?.find((tag) => tag.key === key)?.value;

export const isoOf = (date: Date | undefined): string => date?.toISOString() ?? '';

/** `{ [name]: value }`, or nothing when there is no value. */
export const optional = <N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: T });

const oneOf = <const T extends readonly string[]>(choices: T, value: string | undefined): T[number] | undefined =>
  choices.find((choice) => choice === value);
