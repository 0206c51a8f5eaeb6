// The service's task definitions as releases: the newest ones and those that were deployed, INACTIVE ones included.
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { oneLine } from '../src/runbook/wording.js';
import type { SeenContainer, SeenRelease } from '../src/situation.js';
import { askAws } from './aws-errors.js';
import type { ImageAnswers, ImageQuestion } from './ecr.js';
import { recordedDigests } from './ecs-history.js';
import { optional, tagValue } from './ecs-service.js';
import { type DescribedTaskDefinition, releaseNameOf } from './release-fields.js';

/** ARNs of the family's newest ACTIVE task definitions, newest first. */
export const listNewest = async (
  ecs: ECSClient,
  entry: CatalogueEntry,
  count: number,
  signal: AbortSignal,
): Promise<string[]> => (await listFamily(ecs, entry, count, signal)).arns;

const mostInPage = 100;

/** The same, and whether there are older ones. */
export async function listFamily(
  ecs: ECSClient,
  { ecs: { family } }: CatalogueEntry,
  count: number,
  signal: AbortSignal,
): Promise<{ readonly arns: string[]; readonly areMore: boolean }> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListTaskDefinitionsCommand({
      familyPrefix: family,
      status: 'ACTIVE',
      sort: 'DESC',
      maxResults: Math.min(count, mostInPage),
      nextToken,
    });
    const answer = await askAws(`ListTaskDefinitions of ${family}`, () => ecs.send(command, { abortSignal: signal }));
    // Where the prefix matches longer family names as well, theirs come first.
    arns.push(...(answer.taskDefinitionArns ?? []).filter((arn) => familyOf(arn) === family));
    ({ nextToken } = answer);
  } while (nextToken !== undefined && arns.length < count);
  return { arns: arns.slice(0, count), areMore: nextToken !== undefined || arns.length > count };
}

/** One task definition with its tags. Fails with TaskDefinitionUnknown when there is none. */
export async function describeTaskDefinition(
  ecs: ECSClient,
  taskDefinition: string,
  signal: AbortSignal,
): Promise<DescribedTaskDefinition> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  const answer = await askAws(`DescribeTaskDefinition of ${shortArn(taskDefinition)}`, () =>
    ecs.send(command, { abortSignal: signal }),
  );
  return { definition: answer.taskDefinition ?? {}, tags: answer.tags ?? [] };
}

/** The questions that a look has to ask about these releases' images. */
export const imageQuestions = (
  described: readonly DescribedTaskDefinition[],
  revisions: readonly ServiceRevision[],
): ImageQuestion[] =>
  described.flatMap(({ definition }) => {
    const recorded = recordedDigests(definition.taskDefinitionArn ?? '', revisions);
    return (definition.containerDefinitions ?? []).map(({ name, image }) => ({
      image: image ?? '',
      ...optional('recordedDigest', recorded.get(name ?? '')),
    }));
  });

export function seenRelease(
  described: DescribedTaskDefinition,
  entry: CatalogueEntry,
  revisions: readonly ServiceRevision[],
  images: ImageAnswers,
): SeenRelease {
  const { definition, tags } = described;
  const recorded = recordedDigests(definition.taskDefinitionArn ?? '', revisions);
  const containers = (definition.containerDefinitions ?? []).map((container): SeenContainer => {
    const { name = '', image = '' } = container;
    const digest = recorded.get(name);
    return {
      name,
      image,
      ports: (container.portMappings ?? []).map(
        ({ containerPort, protocol = 'tcp' }) => `${containerPort}/${protocol}`,
      ),
      healthCheck: healthCheckOf(container),
      ...optional('recordedDigest', digest),
      resolvesTo: images.resolvesTo(image),
      recordedExists: images.exists(image, digest),
    };
  });
  return {
    ...releaseNameOf(described, entry.release),
    revision: definition.revision ?? 0,
    status: definition.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
    ...optional('registeredAt', definition.registeredAt?.toISOString()),
    containers,
    ...optional('verifiedTag', tagValue(tags, 'runback:verified')),
    ...optional('holdTag', tagValue(tags, 'runback:hold')),
  };
}

const longestHealthCheck = 160;

function healthCheckOf({ healthCheck }: ContainerDefinition): string {
  if (healthCheck === undefined) return 'none';
  const { command = [], interval = 30 } = healthCheck;
  return `${oneLine(command.join(' '), longestHealthCheck)}, every ${interval} s`;
}

/** `family:revision` of a task definition's ARN. */
export const shortArn = (arn: string): string => arn.replace(/^.*task-definition\//, '');
const familyOf = (arn: string): string => shortArn(arn).replace(/:\d+$/, '');
