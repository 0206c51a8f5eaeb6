// Which images exist in ECR and what their tags point to now.
import { BatchGetImageCommand, type BatchGetImageCommandOutput, type ImageIdentifier } from '@aws-sdk/client-ecr';
import type { Fact } from '../src/rollback.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { unknown } from './fact.js';
import { type EcrRegistry, ecrRegistryOf, type ImageReference, parseImage } from './image-reference.js';

/** A question: where does this reference point, and is this digest still there? */
export interface ImageQuestion {
  readonly image: string;
  readonly recordedDigest?: string;
}

export interface ImageAnswers {
  readonly resolvesTo: (image: string) => Fact<{ readonly digest?: string }>;
  readonly exists: (image: string, digest: string | undefined) => Fact<boolean>;
}

type Found =
  | { readonly state: 'found'; readonly digest: string }
  | { readonly state: 'missing' }
  | { readonly state: 'unknown'; readonly why: string };

const askedAtOnce = 100;

/**
 * Asks each repository once. BatchGetImage, because one missing image fails a whole DescribeImages. A repository that
 * does not answer makes its images unknown; a registry other than ECR is not connected.
 */
export async function readImages(
  clients: Pick<AwsClients, 'ecr'>,
  questions: readonly ImageQuestion[],
  signal: AbortSignal,
): Promise<ImageAnswers> {
  const repositories = new Map<string, { registry: EcrRegistry; repository: string; ids: Set<string> }>();
  for (const { image, recordedDigest } of questions) {
    const reference = parseImage(image);
    const registry = ecrRegistryOf(reference);
    if (registry === undefined) continue;
    const key = repositoryKey(registry, reference.repository);
    const known = repositories.get(key) ?? { registry, repository: reference.repository, ids: new Set<string>() };
    for (const id of [idOf(reference), recordedDigest]) if (id !== undefined) known.ids.add(id);
    repositories.set(key, known);
  }
  const found = new Map<string, Found>();
  await Promise.all(
    [...repositories].map(async ([key, { registry, repository, ids }]) => {
      const answers = await askRepository(clients, registry, repository, [...ids], signal);
      for (const [id, answer] of answers) found.set(`${key} ${id}`, answer);
    }),
  );
  return answersFrom(found);
}

function answersFrom(found: ReadonlyMap<string, Found>): ImageAnswers {
  const lookUp = (image: string, id: string | undefined): Found | 'elsewhere' => {
    const reference = parseImage(image);
    const registry = ecrRegistryOf(reference);
    if (registry === undefined || id === undefined) return 'elsewhere';
    const missed = { state: 'unknown', why: `${id} was not asked for` } as const;
    return found.get(`${repositoryKey(registry, reference.repository)} ${id}`) ?? missed;
  };
  return {
    resolvesTo: (image) => {
      const answer = lookUp(image, idOf(parseImage(image)));
      if (answer === 'elsewhere') return { state: 'not connected' };
      if (answer.state === 'unknown') return answer;
      return { state: 'known', value: answer.state === 'found' ? { digest: answer.digest } : {} };
    },
    exists: (image, digest) => {
      if (digest === undefined) return unknown('ECS recorded no digest for it');
      const answer = lookUp(image, digest);
      if (answer === 'elsewhere') return { state: 'not connected' };
      return answer.state === 'unknown' ? answer : { state: 'known', value: answer.state === 'found' };
    },
  };
}

async function askRepository(
  clients: Pick<AwsClients, 'ecr'>,
  { registryId, region }: EcrRegistry,
  repositoryName: string,
  ids: readonly string[],
  abortSignal: AbortSignal,
): Promise<(readonly [string, Found])[]> {
  const asked = ids.slice(0, askedAtOnce);
  const command = new BatchGetImageCommand({ registryId, repositoryName, imageIds: asked.map(identifierOf) });
  try {
    const answer = await askAws(`BatchGetImage of ${repositoryName}`, () =>
      clients.ecr(region).send(command, { abortSignal }).catch(noImagesWhereNoRepository),
    );
    return asked.map((id) => [id, foundIn(answer, id)]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return asked.map((id) => [id, unknown(why)]);
  }
}

/** No image of a repository that is gone can be pulled. */
function noImagesWhereNoRepository(error: unknown): Pick<BatchGetImageCommandOutput, 'images' | 'failures'> | 'gone' {
  if (error instanceof Error && error.name === 'RepositoryNotFoundException') return 'gone';
  throw error;
}

type Answer = Pick<BatchGetImageCommandOutput, 'images' | 'failures'> | 'gone';

function foundIn(answer: Answer, id: string): Found {
  if (answer === 'gone') return { state: 'missing' };
  const isIt = (identifier: ImageIdentifier | undefined) =>
    identifier?.imageTag === id || identifier?.imageDigest === id;
  const digest = answer.images?.find(({ imageId }) => isIt(imageId))?.imageId?.imageDigest;
  if (digest !== undefined) return { state: 'found', digest };
  const failed = answer.failures?.find(({ imageId }) => isIt(imageId));
  if (failed?.failureCode === 'ImageNotFound') return { state: 'missing' };
  return unknown(`ECR answered ${failed?.failureCode ?? 'nothing'} for ${id}`);
}

const identifierOf = (id: string): ImageIdentifier => (isDigest(id) ? { imageDigest: id } : { imageTag: id });
const isDigest = (id: string): boolean => /^sha\d+:/.test(id);
const idOf = ({ tag, digest }: ImageReference): string | undefined => digest ?? tag;
const repositoryKey = ({ registryId, region }: EcrRegistry, repository: string): string =>
  `${registryId}/${region}/${repository}`;
