import { BatchGetImageCommand, DescribeImagesCommand, type ImageIdentifier } from '@aws-sdk/client-ecr';
import type { Behaviour } from '../behaviour.js';
import { matches, refusalOf, shown, typesOf } from '../observing.js';
import { needed, type Production } from '../production.js';

const missing = { imageTag: 'no-such-tag' };

function batch(production: Production, idsFor: (tag: string) => ImageIdentifier[]) {
  const { tag, repository, registryId } = imageOf(production);
  return production.ecr.send(
    new BatchGetImageCommand({ repositoryName: repository, registryId, imageIds: idsFor(tag) }),
  );
}

function describe(production: Production, idsFor: (tag: string) => ImageIdentifier[]) {
  const { tag, repository, registryId } = imageOf(production);
  return production.ecr.send(
    new DescribeImagesCommand({ repositoryName: repository, registryId, imageIds: idsFor(tag) }),
  );
}

const imageOf = ({ image }: Production) => needed(image, 'the image of the service is not from ECR by a tag');

export const images: readonly Behaviour[] = [
  {
    name: 'DescribeImages tells the digest of a tag, when it was pushed and that it is ACTIVE',
    observe: async (production) => {
      const { imageDetails } = await describe(production, (imageTag) => [{ imageTag }]);
      const [image] = imageDetails ?? [];
      return {
        members: typesOf(image, ['repositoryName', 'registryId', 'imageTags', 'imagePushedAt']),
        digest: matches(/^sha256:[0-9a-f]{64}$/, image?.imageDigest),
        status: shown(image?.imageStatus),
      };
    },
    expected: {
      members: { repositoryName: 'text', registryId: 'text', imageTags: 'list', imagePushedAt: 'time' },
      digest: true,
      status: 'ACTIVE',
    },
  },
  {
    name: 'DescribeImages of a missing image is refused, also when others of the call exist',
    observe: async (production) => [
      await refusalOf(describe(production, () => [missing])),
      await refusalOf(describe(production, (imageTag) => [{ imageTag }, missing])),
    ],
    expected: [
      { code: 'ImageNotFoundException', status: 400 },
      { code: 'ImageNotFoundException', status: 400 },
    ],
  },
  {
    name: 'DescribeImages of an unknown repository is refused',
    observe: ({ ecr }) => refusalOf(ecr.send(new DescribeImagesCommand({ repositoryName: 'no-such-repository' }))),
    expected: { code: 'RepositoryNotFoundException', status: 400 },
  },
  {
    name: 'BatchGetImage lists a missing image as a failure beside the one that exists',
    observe: async (production) => {
      const answer = await batch(production, (imageTag) => [{ imageTag }, missing]);
      return {
        images: (answer.images ?? []).map(({ imageId }) => matches(/^sha256:/, imageId?.imageDigest)),
        failures: (answer.failures ?? []).map(({ imageId, failureCode, failureReason }) => [
          shown(imageId?.imageTag),
          shown(failureCode),
          shown(failureReason),
        ]),
      };
    },
    expected: { images: [true], failures: [['no-such-tag', 'ImageNotFound', 'Requested image not found']] },
  },
  {
    name: 'BatchGetImage finds by digest what it finds by tag, and DescribeImages agrees',
    observe: async (production) => {
      const byTag = (await batch(production, (imageTag) => [{ imageTag }])).images?.[0]?.imageId;
      const imageDigest = byTag?.imageDigest;
      const byDigest = (await batch(production, () => [{ imageDigest }])).images?.[0]?.imageId;
      const described = (await describe(production, (imageTag) => [{ imageTag }])).imageDetails?.[0];
      return {
        tag: byTag?.imageTag === imageOf(production).tag,
        digest: imageDigest !== undefined && byDigest?.imageDigest === imageDigest,
        described: described?.imageDigest === imageDigest,
      };
    },
    expected: { tag: true, digest: true, described: true },
  },
  {
    name: 'BatchGetImage of a digest that is gone is a failure',
    observe: async (production) => {
      const { failures } = await batch(production, () => [{ imageDigest: `sha256:${'0'.repeat(64)}` }]);
      return (failures ?? []).map(({ failureCode }) => shown(failureCode));
    },
    expected: ['ImageNotFound'],
  },
  {
    name: 'BatchGetImage of an unknown repository is refused',
    observe: ({ ecr }) =>
      refusalOf(ecr.send(new BatchGetImageCommand({ repositoryName: 'no-such-repository', imageIds: [missing] }))),
    expected: { code: 'RepositoryNotFoundException', status: 400 },
  },
  {
    name: 'BatchGetImage of more than a hundred images is refused',
    observe: (production) =>
      refusalOf(batch(production, () => Array.from({ length: 101 }, (_, index) => ({ imageTag: `v${index}` })))),
    expected: { code: 'InvalidParameterException', status: 400 },
  },
];
