import { describe, expect, it } from 'vitest';
import { ecrRegistryOf, parseImage, pinnedImage } from '../../activities/image-reference.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

describe('an image reference', () => {
  it.each([
    [`${ecr}/api:1.2.2`, { registry: ecr, repository: 'api', tag: '1.2.2' }],
    [`${ecr}/team/api@sha256:ab`, { registry: ecr, repository: 'team/api', digest: 'sha256:ab' }],
    [`${ecr}/api:1.2.2@sha256:ab`, { registry: ecr, repository: 'api', tag: '1.2.2', digest: 'sha256:ab' }],
    [`${ecr}/api`, { registry: ecr, repository: 'api', tag: 'latest' }],
    ['localhost:5000/api', { registry: 'localhost:5000', repository: 'api', tag: 'latest' }],
    ['nginx', { repository: 'nginx', tag: 'latest' }],
    ['library/nginx:1.27', { repository: 'library/nginx', tag: '1.27' }],
  ])('%s', (image, parsed) => {
    expect(parseImage(image)).toEqual(parsed);
  });

  it.each([
    [`${ecr}/api:1`, { registryId: '123456789012', region: 'us-east-1' }],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/api:1',
      { registryId: '123456789012', region: 'us-gov-west-1' },
    ],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api:1', { registryId: '123456789012', region: 'cn-north-1' }],
    ['public.ecr.aws/nginx/nginx:1', undefined],
    ['ghcr.io/team/api:1', undefined],
  ])('names its ECR registry: %s', (image, registry) => {
    expect(ecrRegistryOf(parseImage(image))).toEqual(registry);
  });

  it('is pinned by what it contains', () => {
    expect(pinnedImage(`${ecr}/api:1.2.2`, 'sha256:ab')).toBe(`${ecr}/api@sha256:ab`);
  });
});
