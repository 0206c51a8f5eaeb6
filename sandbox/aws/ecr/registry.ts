// The image registry: which digest a tag points at, and since when. What an image does once it runs is not known here.
import { registryHost } from '../identifiers.js';

export interface RegistryImage {
  readonly digest: string;
  readonly tags: Set<string>;
  /** Milliseconds since the epoch. */
  pushedAt: number;
}

export interface Repository {
  readonly name: string;
  readonly createdAt: number;
  readonly images: Map<string, RegistryImage>;
}

export interface Registry {
  readonly repositories: ReadonlyMap<string, Repository>;
  /** Adds an image, its repository too; the tag leaves the digest that had it. */
  push(image: { repository: string; digest: string; tag?: string; pushedAt?: number }): RegistryImage;
  /** Deletes an image with all its tags. False when there is none. */
  remove(repository: string, reference: { tag?: string; digest?: string }): boolean;
  find(repository: string, reference: { tag?: string; digest?: string }): RegistryImage | undefined;
  /** The digest that an image reference of this registry stands for now; undefined when it stands for none. */
  resolve(imageReference: string): string | undefined;
}

export function createRegistry(now: () => number): Registry {
  const repositories = new Map<string, Repository>();
  const find: Registry['find'] = (repository, { tag, digest }) => {
    const images = [...(repositories.get(repository)?.images.values() ?? [])];
    return images.find(
      (image) => (digest === undefined || image.digest === digest) && (tag === undefined || image.tags.has(tag)),
    );
  };
  return {
    repositories,
    find,
    push({ repository, digest, tag, pushedAt = now() }) {
      const home: Repository = repositories.get(repository) ?? emptyRepository(repository, pushedAt);
      repositories.set(repository, home);
      const image: RegistryImage = home.images.get(digest) ?? { digest, tags: new Set(), pushedAt };
      image.pushedAt = pushedAt;
      home.images.set(digest, image);
      if (tag !== undefined) moveTag(home, tag, image);
      return image;
    },
    remove(repository, reference) {
      const image = find(repository, reference);
      return image !== undefined && (repositories.get(repository)?.images.delete(image.digest) ?? false);
    },
    resolve(imageReference) {
      const parts = parseImageReference(imageReference);
      return parts && find(parts.repository, parts)?.digest;
    },
  };
}

/** Splits `HOST/REPOSITORY:TAG` or `HOST/REPOSITORY@sha256:…` of this registry; undefined for any other registry. */
function parseImageReference(
  imageReference: string,
): { repository: string; tag?: string; digest?: string } | undefined {
  if (!imageReference.startsWith(`${registryHost}/`)) return undefined;
  const path = imageReference.slice(registryHost.length + 1);
  const [named = '', digest] = path.split('@');
  const [repository = '', tag] = named.split(':');
  if (digest !== undefined) return { repository, digest };
  return { repository, tag: tag ?? 'latest' };
}

function emptyRepository(name: string, createdAt: number): Repository {
  return { name, createdAt, images: new Map<string, RegistryImage>() };
}

function moveTag(repository: Repository, tag: string, to: RegistryImage): void {
  for (const image of repository.images.values()) image.tags.delete(tag);
  to.tags.add(tag);
}
