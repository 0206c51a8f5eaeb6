export interface ImageReference {
  /** Host of the registry; absent for Docker Hub's short names. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `[host/]repository[:tag][@digest]`; without tag and digest it means the tag `latest`. */
export function parseImage(image: string): ImageReference {
  const [name = '', digest] = image.split('@', 2);
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const path = hasTag ? name.slice(0, colon) : name;
  const tag = hasTag ? name.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  const first = path.split('/', 1)[0] ?? '';
  const isHost = path.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  return {
    ...(isHost ? { registry: first } : {}),
    repository: isHost ? path.slice(first.length + 1) : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export interface EcrRegistry {
  readonly registryId: string;
  readonly region: string;
}

/** The account and region of an ECR registry's host; undefined for another registry. */
export function ecrRegistryOf({ registry }: ImageReference): EcrRegistry | undefined {
  const found = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/.exec(
    registry ?? '',
  );
  const [, registryId, region] = found ?? [];
  return registryId === undefined || region === undefined ? undefined : { registryId, region };
}

/** The same image by what it contains, whatever its tag says later. */
export const pinnedImage = (image: string, digest: string): string => {
  const { registry, repository } = parseImage(image);
  return `${registry === undefined ? '' : `${registry}/`}${repository}@${digest}`;
};
