// Holds as they stand on AWS itself: read and set without Temporal, so that pipelines can ask even when that is down.
import type { AwsAccess, AwsClients } from '../../activities/aws-clients.js';
import { describeTaskDefinition, listFamily } from '../../activities/ecs-releases.js';
import { tagValue } from '../../activities/ecs-service.js';
import { tagRelease, untagRelease } from '../../activities/ecs-tags.js';
import { releaseNameOf } from '../../activities/release-fields.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { remedyOf } from '../failures.js';
import { type HoldByPerson, holdInForce, holdKey, writeHoldByPerson } from '../hold.js';
import { type MarkedRelease, mayBeDeployed, newestInWords, type Verdict } from '../hold-check.js';
import { isCalled } from '../release-match.js';
import { oneLine } from '../runbook/wording.js';
import { Trouble } from './trouble.js';

const usuallyLookedAt = 100;
/** Where a release is asked for that is none of those. */
const mostLookedAt = 500;
const atOnce = 10;
const withinMs = 20_000;

export interface Holds {
  readonly entry: CatalogueEntry;
  /** The newest ACTIVE task definitions, newest first. */
  readonly releases: readonly MarkedRelease[];
  /** There are older ones that were not looked at. */
  readonly areMore: boolean;
}

/** Throws trouble where AWS does not say it: no data never means free. Looks further back for a release that is `called` so. */
export async function readHolds(aws: AwsAccess, entry: CatalogueEntry, now: string, called?: string): Promise<Holds> {
  const { ecs } = aws.of(entry);
  const signal = AbortSignal.timeout(withinMs);
  return asTrouble('Nothing is known of the holds', async () => {
    const { arns, areMore } = await listFamily(
      ecs,
      entry,
      called === undefined ? usuallyLookedAt : mostLookedAt,
      signal,
    );
    const releases: MarkedRelease[] = [];
    const isEnough = () =>
      releases.length >= usuallyLookedAt &&
      (called === undefined || releases.some((release) => isCalled(release, called)));
    for (let begin = 0; begin < arns.length && !isEnough(); begin += atOnce)
      releases.push(...(await Promise.all(arns.slice(begin, begin + atOnce).map((arn) => marked(ecs, arn, signal)))));
    return { entry, releases, areMore: areMore || releases.length < arns.length };
  });

  async function marked(client: AwsClients['ecs'], arn: string, within: AbortSignal): Promise<MarkedRelease> {
    const described = await describeTaskDefinition(client, arn, within);
    const hold = holdInForce(tagValue(described.tags, holdKey), now);
    return { ...releaseNameOf(described, entry.release), ...(hold === undefined ? {} : { hold }) };
  }
}

/** Whether pipelines may deploy what is called so. */
export const checkRelease = ({ entry, releases, areMore }: Holds, called: string): Verdict =>
  mayBeDeployed(called, releases, entry.blocked, areMore);

/** "the newest 100 task definitions, older ones were not looked at" */
export const lookedAt = ({ releases, areMore }: Holds): string => newestInWords(releases.length, areMore);

/** Every task definition that is called so. Throws `bad input` when there is none. */
export function releasesCalled({ entry, releases, areMore }: Holds, called: string): readonly MarkedRelease[] {
  const found = releases.filter((release) => isCalled(release, called));
  if (found.length > 0) return found;
  const known = releases.slice(0, 5).map(({ version, taskDefinition }) => version ?? taskDefinition);
  throw new Trouble(
    'bad input',
    `None of ${newestInWords(releases.length, areMore)} of ${entry.ecs.family} is ${oneLine(called, 120)}; the newest are ${known.join(', ')}. Nothing was changed`,
  );
}

export const hold = (aws: AwsAccess, entry: CatalogueEntry, releases: readonly MarkedRelease[], by: HoldByPerson) =>
  each(releases, ({ taskDefinition }) =>
    tagRelease({ aws })({ entry, taskDefinition, key: holdKey, value: writeHoldByPerson(by) }),
  );

export const lift = (aws: AwsAccess, entry: CatalogueEntry, releases: readonly MarkedRelease[]) =>
  each(releases, ({ taskDefinition }) => untagRelease({ aws })({ entry, taskDefinition, key: holdKey }));

/** One after the other: where one fails, those before it are done, and all may be done again. */
async function each(
  releases: readonly MarkedRelease[],
  change: (release: MarkedRelease) => Promise<unknown>,
): Promise<void> {
  for (const [index, release] of releases.entries()) {
    await asTrouble(`${index} of ${releases.length} task definitions were changed`, () => change(release));
  }
}

async function asTrouble<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (remedyOf(error) === undefined || !(error instanceof Error)) throw error;
    throw new Trouble('aws not reached', `${what}: ${error.message}`);
  }
}
