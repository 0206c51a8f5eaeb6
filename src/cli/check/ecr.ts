import { BatchGetImageCommand } from '@aws-sdk/client-ecr';
import type { AwsClients } from '../../../activities/aws-clients.js';
import { askAws } from '../../../activities/aws-errors.js';
import { describeTaskDefinition } from '../../../activities/ecs-releases.js';
import { ecrRegistryOf, parseImage } from '../../../activities/image-reference.js';
import { NotConnectedYet } from './finding.js';

/** Whether ECR has the images of a task definition. Throws NotConnectedYet when all of them are elsewhere. */
export async function imagesInUse(
  clients: AwsClients,
  taskDefinition: string | undefined,
  abortSignal: AbortSignal,
): Promise<string> {
  if (taskDefinition === undefined) throw new Error('the ECS service could not be read');
  const { definition } = await describeTaskDefinition(clients.ecs, taskDefinition, abortSignal);
  const images = (definition.containerDefinitions ?? []).flatMap(({ image }) => image ?? []);
  const inEcr = images.filter((image) => ecrRegistryOf(parseImage(image)) !== undefined);
  if (inEcr.length === 0)
    throw new NotConnectedYet(`${images.join(', ')}: only ECR is read so far, so nothing was asked`);
  return (await Promise.all(inEcr.map((image) => isThere(clients, image, abortSignal)))).join('; ');
}

async function isThere(clients: AwsClients, image: string, abortSignal: AbortSignal): Promise<string> {
  const { repository: repositoryName, tag: imageTag, digest: imageDigest, ...host } = parseImage(image);
  const { registryId, region } = ecrRegistryOf({ repository: repositoryName, ...host }) ?? {};
  const imageIds = [imageDigest === undefined ? { imageTag } : { imageDigest }];
  const command = new BatchGetImageCommand({ registryId, repositoryName, imageIds });
  const { images = [] } = await askAws(`BatchGetImage of ${repositoryName}`, () =>
    clients.ecr(region ?? '').send(command, { abortSignal }),
  );
  return `${repositoryName} ${images.length === 0 ? 'has no image' : 'has'} ${imageDigest ?? imageTag ?? ''}`;
}
