// Holds as they stand on AWS itself: read and set without Temporal, so that pipelines can ask even when that is down.
import type { AwsAccess } from '../../activities/aws-clients.js';
import { describeTaskDefinition, listNewest } from '../../activities/ecs-releases.js';
import { tagValue } from '../../activities/ecs-service.js';
import { tagRelease, untagRelease } from '../../activities/ecs-tags.js';
import { releaseNameOf } from '../../activities/release-fields.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { remedyOf } from '../failures.js';
import { type HoldByPerson, holdInForce, holdKey, writeHoldByPerson } from '../hold.js';
import { type MarkedRelease, mayBeDeployed, type Verdict } from '../hold-check.js';
import { isCalled } from '../release-match.js';
import { oneLine } from '../runbook/wording.js';
import { Trouble } from './trouble.js';

const mostLookedAt = 100;
const atOnce = 10;
const withinMs = 20_000;

export interface Holds {
  readonly entry: CatalogueEntry;
  /** The newest ACTIVE task definitions, newest first. */
  readonly releases: readonly MarkedRelease[];
}

/** Throws trouble where AWS does not say it: no data never means free. */
export async function readHolds(aws: AwsAccess, entry: CatalogueEntry, now: string): Promise<Holds> {
  const { ecs } = aws.of(entry);
  const signal = AbortSignal.timeout(withinMs);
  return asTrouble('Nothing is known of the holds', async () => {
    const arns = await listNewest(ecs, entry, mostLookedAt, signal);
    const releases: MarkedRelease[] = [];
    for (let begin = 0; begin < arns.length; begin += atOnce) {
      const some = arns.slice(begin, begin + atOnce).map((arn) => describeTaskDefinition(ecs, arn, signal));
      for (const described of await Promise.all(some)) {
        const hold = holdInForce(tagValue(described.tags, holdKey), now);
        const name = releaseNameOf(described, entry.release);
        releases.push({ ...name, ...(hold === undefined ? {} : { hold }) });
      }
    }
    return { entry, releases };
  });
}

/** Whether pipelines may deploy what is called so. */
export const checkRelease = ({ entry, releases }: Holds, called: string): Verdict =>
  mayBeDeployed(called, releases, entry.blocked);

/** Every task definition that is called so. Throws `bad input` when there is none. */
export function releasesCalled({ entry, releases }: Holds, called: string): readonly MarkedRelease[] {
  const found = releases.filter((release) => isCalled(release, called));
  if (found.length > 0) return found;
  const known = releases.slice(0, 5).map(({ version, taskDefinition }) => version ?? taskDefinition);
  throw new Trouble(
    'bad input',
    `None of the newest ${releases.length} task definitions of ${entry.ecs.family} is ${oneLine(called, 120)}; the newest are ${known.join(', ')}. Nothing was changed`,
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
