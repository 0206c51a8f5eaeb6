import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { CatalogueEntry, ReleaseField } from '../src/catalogue/entry.js';
import type { ReleaseName } from '../src/rollback.js';
import { optional, tagValue } from './ecs-service.js';
import { parseImage } from './image-reference.js';

export interface DescribedTaskDefinition {
  readonly definition: TaskDefinition;
  readonly tags: readonly { key?: string | undefined; value?: string | undefined }[];
}

/** What a task definition says of its release, where the catalogue's `release` says to look. */
export const releaseNameOf = (described: DescribedTaskDefinition, release: CatalogueEntry['release']): ReleaseName => ({
  ...optional('version', releaseField(described, release.version)),
  ...optional('commit', releaseField(described, release.commit)),
  ...optional('tag', release.tag === undefined ? undefined : releaseField(described, release.tag)),
  taskDefinition: described.definition.taskDefinitionArn ?? '',
});

/** The value, or undefined where the task definition does not say it. */
function releaseField({ definition, tags }: DescribedTaskDefinition, field: ReleaseField): string | undefined {
  if ('tag' in field) return tagValue(tags, field.tag);
  const containers = (definition.containerDefinitions ?? []).filter(
    ({ name }) => field.container === undefined || name === field.container,
  );
  return containers
    .map((container) => inContainer(container, field))
    .find((value) => value !== undefined && value !== '');
}

function inContainer(
  container: ContainerDefinition,
  field: Exclude<ReleaseField, { tag: string }>,
): string | undefined {
  if ('environment' in field) return container.environment?.find(({ name }) => name === field.environment)?.value;
  if ('label' in field) return container.dockerLabels?.[field.label];
  const imageTag = parseImage(container.image ?? '').tag;
  return imageTag === undefined ? undefined : new RegExp(field.imageTag).exec(imageTag)?.[1];
}
