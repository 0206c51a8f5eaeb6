// A scenario brought to life in the simulated AWS account: its images, its services with their past, its next release.

import { findService } from './aws/ecs/lookup.js';
import type { TaskDefinition } from './aws/ecs/records.js';
import { registerShape, registerTaskDefinition } from './aws/ecs/task-definitions.js';
import { updateService, updateServiceShape } from './aws/ecs/update-service.js';
import { addLoadBalancer, publishRules } from './aws/elbv2/load-balancing.js';
import { digestOf, registryHost } from './aws/identifiers.js';
import { seedService } from './aws/seed.js';
import type { SimulatedAws } from './aws/simulated-aws.js';
import { canaryOf, letScale, placeCanary } from './canary.js';
import { happenMeanwhile } from './meanwhile.js';
import type { Release, Scenario } from './scenarios/scenario.js';
import { shiftTraffic } from './shifted-traffic.js';
import { changeSurroundings, prepareSurroundings, surroundingsOf } from './surroundings.js';
import type { Images } from './traffic/images.js';
import { serviceLabelsOf } from './traffic/service-labels.js';
import type { TrafficRouter } from './world.js';

export interface ProductionNeeds {
  readonly aws: SimulatedAws;
  readonly images: Images;
  readonly scenario: Scenario;
}

export interface ListeningPlace {
  readonly router: TrafficRouter;
  readonly host: string;
  readonly port: number;
}

const container = { name: 'api', port: 8080 };
const deployer = 'arn:aws:iam::123456789012:role/applylens-deploy';
const hour = 3_600_000;

/** As the ApplyLens is set up; durations in AWS seconds. */
const targetGroup = {
  healthCheck: {
    path: '/health',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: '200',
  },
  deregistrationDelaySeconds: 60,
  stickiness: false,
};

const configuration = {
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  deploymentCircuitBreaker: {
    enable: true,
    rollback: true,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT' as const, value: 50 },
  },
};

const targetGroupFor = ({ rollout }: Scenario) => ({
  ...targetGroup,
  healthCheck: { ...targetGroup.healthCheck, ...rollout?.healthCheck },
});

const configurationFor = ({ rollout }: Scenario) => ({
  ...configuration,
  maximumPercent: rollout?.maximumPercent ?? configuration.maximumPercent,
});

/** Adds a service with the scenario's past, and its canary; resolves when their tasks are healthy. @throws Error when the name is taken */
export async function addServiceWithPast(needs: ProductionNeeds, name: string, place: ListeningPlace): Promise<void> {
  const { aws, scenario } = needs;
  if (aws.ecs.taskDefinitions.has(name)) throw new Error(`There is a service ${name} already; choose another name.`);
  const now = aws.ecs.time.now();
  prepareSurroundings(aws, scenario, name);
  const past = scenario.past.map(({ release, deployedHoursAgo, outcome }) => {
    const at = now - deployedHoursAgo * hour;
    return { definition: addRelease(needs, name, release, at - 60_000), at, outcome };
  });
  const { router, host, port } = place;
  const createdAt = (past[0]?.at ?? now) - 60_000;
  const balancer = { name, host, port, createdAt, containerPort: container.port };
  const group = addLoadBalancer(aws.loadBalancing, balancer, { name, ...targetGroupFor(scenario) }, router);
  const canary = scenario.canary && { ...scenario.canary, name: canaryOf(name) };
  const canaryGroup = canary && placeCanary(aws, group, canary);
  publishRules(group.loadBalancer);
  const { cluster, desiredCount } = scenario;
  const common = { cluster, containerName: container.name, configuration: configurationFor(scenario) };
  const service = await seedService(aws, { ...common, name, desiredCount, past, group });
  if (scenario.strategy) shiftTraffic(aws, service, group, scenario.strategy);
  if (!canary || !canaryGroup) return;
  const at = now - canary.deployedHoursAgo * hour;
  const definition = addRelease(needs, canary.name, canary.release, at - 60_000);
  const only = { definition, at, outcome: 'successful' as const };
  await seedService(aws, { ...common, name: canary.name, desiredCount: 1, past: [only], group: canaryGroup });
  letScale(aws, { cluster, name: canary.name, ...canary.scaling });
}

/** Pushes the scenario's next release, registers its task definition and begins its deployment, as a pipeline would. @throws AwsRefusal */
export function deployNextRelease(needs: ProductionNeeds, service: string): TaskDefinition {
  const { aws, scenario } = needs;
  const definition = deployRelease(needs, service, scenario.next);
  changeSurroundings(aws, scenario, service);
  happenMeanwhile(needs, service, definition);
  return definition;
}

/** The same with what somebody deploys after it. @throws AwsRefusal; Error where the scenario has none */
export function deployLaterRelease(needs: ProductionNeeds, service: string): TaskDefinition {
  const { later, name } = needs.scenario;
  if (later === undefined) throw new Error(`In the scenario ${name} nothing is deployed after the next release.`);
  return deployRelease(needs, service, later);
}

function deployRelease(needs: ProductionNeeds, service: string, release: Release): TaskDefinition {
  const { aws, scenario } = needs;
  findService(aws.ecs, scenario.cluster, service);
  const definition = addRelease(needs, service, release, aws.ecs.time.now());
  const wanted = { cluster: scenario.cluster, service, taskDefinition: definition.arn };
  updateService(aws.ecs, updateServiceShape.parse(wanted));
  return definition;
}

function addRelease(needs: ProductionNeeds, family: string, release: Release, at: number): TaskDefinition {
  const { aws, images, scenario } = needs;
  const { repository } = scenario;
  const digest = digestOf(`${repository}:${release.tag}`);
  if (!aws.registry.find(repository, { digest })) {
    aws.registry.push({ repository, digest, tag: release.tag, pushedAt: at });
  }
  if (!images.behaviourOf(digest)) images.push(digest, release.behaviour);
  const registration = registrationOf(family, `${registryHost}/${repository}:${release.tag}`, release);
  return registerTaskDefinition(aws.ecs, registerShape.parse(registration), deployer, at, scenario.firstRevision);
}

function registrationOf(family: string, image: string, release: Release): object {
  const { version, commit, tag } = release;
  const { service, environment } = serviceLabelsOf(family);
  const variables = {
    APP_VERSION: version,
    APP_COMMIT: commit,
    APP_TAG: tag,
    SERVICE_NAME: service,
    ENVIRONMENT: environment,
  };
  return {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '1024',
    memory: '2048',
    executionRoleArn: 'arn:aws:iam::123456789012:role/applylens-execution',
    runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    containerDefinitions: [
      {
        name: container.name,
        image,
        portMappings: [{ containerPort: container.port, hostPort: container.port, protocol: 'tcp' }],
        environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
        ...surroundingsOf(family, release),
      },
    ],
  };
}
