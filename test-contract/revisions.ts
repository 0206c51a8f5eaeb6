// Families of task definitions that the contract registers for itself.
import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Production } from './production.js';

interface Registration {
  readonly family: string;
  readonly image?: string;
  readonly tags?: { key: string; value: string }[];
}

/** Registers a small Fargate task definition that nothing runs; answers its ARN. */
export async function register(
  { ecs }: Pick<Production, 'ecs'>,
  { family, image = 'public.ecr.aws/nginx/nginx:1.27', tags }: Registration,
): Promise<string> {
  const command = new RegisterTaskDefinitionCommand({
    family,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      {
        name: 'api',
        image,
        portMappings: [{ containerPort: 8080 }],
        environment: [{ name: 'APP_VERSION', value: '1' }],
      },
    ],
    ...(tags === undefined ? {} : { tags }),
  });
  const { taskDefinition } = await ecs.send(command);
  return arnOf(taskDefinition);
}

/** A copy of a service's task definition, the same but for a variable, in a family of the contract's own. */
export async function registerNext(
  { ecs, familyPrefix }: Pick<Production, 'ecs' | 'familyPrefix'>,
  taskDefinition: string,
): Promise<string> {
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const {
    containerDefinitions = [],
    networkMode,
    cpu,
    memory,
    executionRoleArn,
    taskRoleArn,
    ...rest
  } = described.taskDefinition ?? {};
  const { requiresCompatibilities, runtimePlatform, volumes } = rest;
  const marked = containerDefinitions.map((container) => ({
    ...container,
    environment: [...(container.environment ?? []), { name: 'RUNBACK_CONTRACT', value: String(Date.now()) }],
  }));
  const copied = { family: `${familyPrefix}-next`, networkMode, cpu, memory, executionRoleArn, taskRoleArn, volumes };
  const answer = await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...copied,
      ...(requiresCompatibilities?.length ? { requiresCompatibilities } : {}),
      ...(runtimePlatform === undefined ? {} : { runtimePlatform }),
      containerDefinitions: marked,
    }),
  );
  return arnOf(answer.taskDefinition);
}

export async function deregister({ ecs }: Pick<Production, 'ecs'>, taskDefinition: string): Promise<void> {
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
}

const listed = new WeakMap<Production, Promise<string>>();

/** A family with the revisions 1 to 11 of which 3 is INACTIVE, and a second one whose name goes on after the first's. */
export function elevenRevisions(production: Production): Promise<string> {
  const known = listed.get(production) ?? registerEleven(production);
  listed.set(production, known);
  return known;
}

async function registerEleven(production: Production): Promise<string> {
  const family = `${production.familyPrefix}-listed`;
  for (let revision = 1; revision <= 11; revision += 1) {
    const arn = await register(production, { family });
    if (revision === 3) await deregister(production, arn);
  }
  await register(production, { family: `${family}-longer` });
  return family;
}

function arnOf(taskDefinition: TaskDefinition | undefined): string {
  const arn = taskDefinition?.taskDefinitionArn;
  if (arn === undefined) throw new Error('RegisterTaskDefinition answered without an ARN.');
  return arn;
}
