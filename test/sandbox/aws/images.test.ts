import { BatchGetImageCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';

let sandbox: CheckedSandbox;
let ecr: ECRClient;

beforeAll(async () => {
  sandbox = await aSandbox();
  const credentials = { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' };
  ecr = new ECRClient({ region: 'us-east-1', endpoint: sandbox.urls.aws, credentials, maxAttempts: 1 });
});

afterAll(async () => {
  ecr?.destroy();
  await sandbox?.stop();
});

describe('ECR', () => {
  const repositoryName = 'applylens-api';

  it('tells the digest of a tag, and that a tag has moved', async () => {
    const imageIds = [{ imageTag: 'prod-v1.2.2-20251016-def456' }];
    const before = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
    const behaviour = { version: '1.2.2', commit: 'moved' };
    await controlOf(sandbox).send('POST', '/images', {
      repository: repositoryName,
      tag: imageIds[0]?.imageTag,
      behaviour,
    });
    const after = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
    const imageDigest = before.imageDetails?.[0]?.imageDigest;
    const old = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }));

    expect(imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(after.imageDetails?.[0]?.imageDigest).not.toBe(imageDigest);
    expect(old.imageDetails?.[0]?.imageTags).toBeUndefined();
  });

  it('throws for a missing image in DescribeImages and lists it as a failure in BatchGetImage', async () => {
    const imageIds = [{ imageTag: 'gone' }];
    const batch = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds }));

    expect(batch).toMatchObject({
      images: [],
      failures: [{ imageId: { imageTag: 'gone' }, failureCode: 'ImageNotFound' }],
    });
    await expect(ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }))).rejects.toMatchObject({
      name: 'ImageNotFoundException',
      message:
        "The image with imageId {imageDigest:'null', imageTag:'gone'} does not exist within the repository with name 'applylens-api' in the registry with id '123456789012'",
    });
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
