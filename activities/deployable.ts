// What is read before a change: the service, when ECS itself deploys it, and the task definition that can be deployed.
import type { Service } from '@aws-sdk/client-ecs';
import { failure, remedyOf } from '../src/failures.js';
import type { Activities, NotStarted } from './activities.js';
import type { Adoption } from './adopted-deployment.js';
import { attemptNumber } from './attempt.js';
import { describeTaskDefinition, shortArn } from './ecs-releases.js';
import { describeService } from './ecs-service.js';
import { pinnedCopy } from './pinned-task-definition.js';
import { unclearBecause } from './unclear-change.js';

type Start = Parameters<Activities['startEcsDeployment']>[0];

interface Deployable {
  readonly service: Service;
  readonly taskDefinition: string;
}

/** An earlier attempt may have changed production and died: then what cannot be read is unclear, not a failure. */
export async function readDeployable(change: Adoption, start: Start): Promise<Deployable | NotStarted> {
  const [service, target] = await Promise.allSettled([readService(change), readTarget(change, start.target)]);
  if (service.status === 'fulfilled' && target.status === 'fulfilled') {
    return { service: service.value, taskDefinition: target.value };
  }
  const hinders: unknown = service.status === 'rejected' ? service.reason : (target as PromiseRejectedResult).reason;
  if (attemptNumber() === 1 || !mayHideOurs(service, start)) throw hinders;
  return unclearBecause(
    hinders,
    `UpdateService of ${start.entry.ecs.service} may have been sent by an earlier attempt`,
  );
}

const mayHideOurs = (service: PromiseSettledResult<Service>, { deploymentsSeen }: Start): boolean =>
  service.status === 'rejected'
    ? remedyOf(service.reason) === 'person'
    : (service.value.deployments ?? []).some(({ id = '' }) => !deploymentsSeen.includes(id));

/** The service, when ECS itself deploys it. */
async function readService({ clients, entry, signal }: Adoption): Promise<Service> {
  const service = await describeService(clients.ecs, entry, signal);
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller === 'ECS') return service;
  throw failure('ControllerNotSupported', {
    attempted: `Deploying to ${entry.ecs.cluster}/${entry.ecs.service}`,
    cameBack: `its deployment controller is ${controller}`,
    next: controller === 'CODE_DEPLOY' ? 'Roll back in CodeDeploy' : 'Roll back with the tool that owns its task sets',
    heading: 'Method 3',
  });
}

/** ARN to deploy: the target while it is ACTIVE, its pinned copy where a tag moved. */
async function readTarget({ clients, entry, signal }: Adoption, target: Start['target']): Promise<string> {
  if (target.pin.length > 0) return pinnedCopy(clients, entry, target, signal);
  const { definition } = await describeTaskDefinition(clients.ecs, target.release.taskDefinition, signal);
  if (definition.status === 'ACTIVE') return definition.taskDefinitionArn ?? target.release.taskDefinition;
  throw failure('TaskDefinitionInactive', {
    attempted: `Deploying ${shortArn(target.release.taskDefinition)}`,
    cameBack: `it is ${definition.status ?? 'without a status'}`,
    next: 'Choose another target; an INACTIVE task definition cannot be deployed',
  });
}
