// A tag that moved since the target was proven good would start other code: a copy pinned by digest is deployed instead (decision 34).
import { RegisterTaskDefinitionCommand, type Tag, type TaskDefinition } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import type { ChosenTarget } from '../src/plan-shape.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeTaskDefinition, listNewest, shortArn } from './ecs-releases.js';
import { tagValue } from './ecs-service.js';
import { pinnedImage } from './image-reference.js';
import type { DescribedTaskDefinition } from './release-fields.js';

const pinnedFromTag = 'runback:pinned-from';

const newestLookedAt = 12;

/**
 * ARN of the copy: the one that an earlier attempt registered, else a new one. Its tag names the original, so that an
 * answer that was lost does not register a second one.
 */
export async function pinnedCopy(
  clients: AwsClients,
  entry: CatalogueEntry,
  target: ChosenTarget,
  signal: AbortSignal,
): Promise<string> {
  const { taskDefinition } = target.release;
  const newest = await listNewest(clients.ecs, entry, newestLookedAt, signal);
  const [original, ...described] = await Promise.all(
    [taskDefinition, ...newest].map((arn) => describeTaskDefinition(clients.ecs, arn, signal)),
  );
  if (original === undefined) throw new Error('the original task definition was not described');
  const images = pinnedImages(original.definition, target);
  const copy = described.find((each) => isCopyOf(each, taskDefinition, images));
  if (copy?.definition.taskDefinitionArn !== undefined) return copy.definition.taskDefinitionArn;
  return register(clients, original, images, signal);
}

/** Container name → image of each container, pinned where the plan says so. */
function pinnedImages(definition: TaskDefinition, { pin }: ChosenTarget): ReadonlyMap<string, string> {
  const containers = definition.containerDefinitions ?? [];
  return new Map(
    containers.map(({ name = '', image = '' }) => {
      const digest = pin.find(({ container }) => container === name)?.digest;
      return [name, digest === undefined ? image : pinnedImage(image, digest)];
    }),
  );
}

const isCopyOf = (
  { definition, tags }: DescribedTaskDefinition,
  original: string,
  images: ReadonlyMap<string, string>,
): boolean =>
  tagValue(tags, pinnedFromTag) === original &&
  (definition.containerDefinitions ?? []).every(({ name = '', image }) => images.get(name) === image);

async function register(
  { changingEcs }: AwsClients,
  original: DescribedTaskDefinition,
  images: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const from = original.definition.taskDefinitionArn ?? '';
  const attempted = `RegisterTaskDefinition of a copy of ${shortArn(from)} pinned by digest`;
  const { taskDefinition } = await askAws(attempted, () =>
    changingEcs.send(new RegisterTaskDefinitionCommand(copyInput(original, images)), { abortSignal: signal }),
  );
  if (taskDefinition?.taskDefinitionArn !== undefined) return taskDefinition.taskDefinitionArn;
  throw failure('AwsUnavailable', {
    attempted,
    cameBack: 'an answer without an ARN',
    next: 'Runback looks for it again',
  });
}

function copyInput({ definition, tags }: DescribedTaskDefinition, images: ReadonlyMap<string, string>) {
  const {
    taskDefinitionArn,
    revision: _revision,
    status: _status,
    requiresAttributes: _requiresAttributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    registeredBy: _registeredBy,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    ...registrable
  } = definition;
  return {
    ...registrable,
    family: definition.family,
    containerDefinitions: (definition.containerDefinitions ?? []).map((container) => ({
      ...container,
      image: images.get(container.name ?? '') ?? container.image,
    })),
    tags: [...keptTags(tags), { key: pinnedFromTag, value: taskDefinitionArn }],
  };
}

/** AWS's own tags cannot be set; Runback's speak of the original. */
const keptTags = (tags: DescribedTaskDefinition['tags']): Tag[] =>
  tags
    .filter(({ key }) => key !== undefined && !/^(aws|runback):/i.test(key))
    .map(({ key, value }) => ({ key, value }));
