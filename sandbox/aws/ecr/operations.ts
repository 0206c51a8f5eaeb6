// ECR as far as a rollback needs it: does the image still exist, and what does a tag point at (facts §10).
import { z } from 'zod';

import { account, epochSeconds, registryHost, repositoryArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal, invalidParameter } from '../refusal.js';
import type { Registry, RegistryImage, Repository } from './registry.js';

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const imageIds = z.array(z.object({ imageTag: z.string().optional(), imageDigest: z.string().optional() }));
const paging = { maxResults: z.number().int().min(1).max(1000).default(100), nextToken: z.string().optional() };

type ImageId = z.output<typeof imageIds>[number];

export const ecrOperations = (registry: Registry): Operations => ({
  DescribeRepositories: operation(
    z.object({ repositoryNames: z.array(z.string()).optional(), ...paging }),
    ({ repositoryNames, maxResults, nextToken }) => {
      const named = repositoryNames?.map((name) => find(registry, name)) ?? [...registry.repositories.values()];
      const page = pageOf(named, maxResults, nextToken);
      return { repositories: page.entries.map(describeRepository), nextToken: page.nextToken };
    },
  ),

  DescribeImages: operation(
    z.object({ repositoryName: z.string(), imageIds: imageIds.optional(), ...paging }),
    ({ repositoryName, imageIds: asked, maxResults, nextToken }) => {
      const repository = find(registry, repositoryName);
      if (asked)
        return { imageDetails: asked.map((id) => describeImage(repository, existing(registry, repository, id))) };
      const page = pageOf([...repository.images.values()], maxResults, nextToken);
      return {
        imageDetails: page.entries.map((image) => describeImage(repository, image)),
        nextToken: page.nextToken,
      };
    },
  ),

  BatchGetImage: operation(
    z.object({ repositoryName: z.string(), imageIds: imageIds.min(1).max(100) }),
    ({ repositoryName, imageIds: asked }) => {
      const repository = find(registry, repositoryName);
      const found = asked.map((id) => [id, registry.find(repository.name, reference(id))] as const);
      return {
        images: found.flatMap(([id, image]) => (image ? [manifestOf(repository, id, image)] : [])),
        failures: found.flatMap(([imageId, image]) => (image ? [] : [failureOf(imageId)])),
      };
    },
  ),
});

function find({ repositories }: Registry, name: string): Repository {
  const repository = repositories.get(name);
  if (repository) return repository;
  const text = `The repository with name '${name}' does not exist in the registry with id '${account}'`;
  throw new AwsRefusal('RepositoryNotFoundException', text);
}

const reference = ({ imageTag, imageDigest }: ImageId) => ({
  ...(imageTag === undefined ? {} : { tag: imageTag }),
  ...(imageDigest === undefined ? {} : { digest: imageDigest }),
});

function existing(registry: Registry, repository: Repository, id: ImageId): RegistryImage {
  if (id.imageTag === undefined && id.imageDigest === undefined) {
    throw invalidParameter('Invalid parameter at imageIds: an image identifier needs a tag or a digest.');
  }
  const image = registry.find(repository.name, reference(id));
  if (image) return image;
  const named = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
  const where = `within the repository with name '${repository.name}' in the registry with id '${account}'`;
  throw new AwsRefusal('ImageNotFoundException', `The image with imageId ${named} does not exist ${where}`);
}

function describeRepository({ name, createdAt }: Repository): object {
  return {
    repositoryArn: repositoryArn(name),
    registryId: account,
    repositoryName: name,
    repositoryUri: `${registryHost}/${name}`,
    createdAt: epochSeconds(createdAt),
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

function describeImage({ name }: Repository, { digest, tags, pushedAt }: RegistryImage): object {
  return {
    registryId: account,
    repositoryName: name,
    imageDigest: digest,
    ...(tags.size > 0 ? { imageTags: [...tags] } : {}),
    imageSizeInBytes: Buffer.byteLength(manifest(digest)),
    imagePushedAt: epochSeconds(pushedAt),
    imageManifestMediaType: manifestType,
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
    imageStatus: 'ACTIVE',
  };
}

function manifestOf({ name }: Repository, { imageTag }: ImageId, { digest }: RegistryImage): object {
  return {
    registryId: account,
    repositoryName: name,
    imageId: { imageDigest: digest, ...(imageTag === undefined ? {} : { imageTag }) },
    imageManifest: manifest(digest),
    imageManifestMediaType: manifestType,
  };
}

function failureOf(imageId: ImageId): object {
  const failed =
    imageId.imageTag === undefined && imageId.imageDigest === undefined
      ? {
          failureCode: 'MissingDigestAndTag',
          failureReason: 'Invalid request parameters: both tag and digest cannot be null',
        }
      : { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
  return { imageId, ...failed };
}

const manifest = (digest: string): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: { digest }, layers: [] });
