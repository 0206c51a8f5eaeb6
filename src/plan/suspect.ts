import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ReleaseName, RollbackRequest } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import { onsetOf } from '../target/onset.js';

/** The deployment that brought the release to leave, and how it lies to the begin of the trouble. */
export interface Suspicion {
  /** ISO time at which it was made, where that is known. */
  readonly deployedAt: string | undefined;
  /** ISO time at which the trouble began; without a known one, when the alert or the look was. */
  readonly onset: string;
  readonly onsetKnown: boolean;
  readonly is: 'suspect' | 'too long before' | 'after the trouble' | 'unknown';
}

export interface SuspicionFacts {
  readonly situation: Situation;
  readonly request: RollbackRequest;
  readonly entry: CatalogueEntry;
  readonly from: ReleaseName;
}

/** Design §5.6: a suspect is a deployment of the release to leave within the catalogue's time before the onset. */
export function suspicionOf({ situation, request, entry, from }: SuspicionFacts): Suspicion {
  const known = onsetOf(situation, request);
  const onset = known ?? request.trigger?.startsAt ?? situation.seenAt;
  const deployedAt = newestDeploymentOf(situation, from.taskDefinition);
  const found = { deployedAt, onset, onsetKnown: known !== undefined };
  if (deployedAt === undefined) return { ...found, is: 'unknown' };
  const before = between(deployedAt, onset);
  // The onset is known no finer than one window of the error rate.
  if (before < -entry.timings.errorRateMinute) return { ...found, is: 'after the trouble' };
  return { ...found, is: before <= entry.timings.suspectWithin ? 'suspect' : 'too long before' };
}

function newestDeploymentOf({ service, serviceDeployments }: Situation, taskDefinition: string): string | undefined {
  const recorded = serviceDeployments.state === 'known' ? serviceDeployments.value : [];
  return [...recorded, ...service.deployments]
    .filter((deployment) => deployment.taskDefinition === taskDefinition)
    .map(({ createdAt }) => createdAt)
    .toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
}

/** "2 min after the deployment of v1.2.3"; undefined where there is nothing to relate it to. */
export function relationOf({ deployedAt, onset }: Suspicion, from: ReleaseName): string | undefined {
  if (deployedAt === undefined) return undefined;
  const ms = between(deployedAt, onset);
  return `${inWords(Math.abs(ms))} ${ms < 0 ? 'before' : 'after'} the deployment of ${shortName(from)}`;
}

export function suspectSentence(suspicion: Suspicion, from: ReleaseName): string | undefined {
  const { is, deployedAt, onset, onsetKnown } = suspicion;
  if (is !== 'suspect' || deployedAt === undefined) return undefined;
  const before = `${inWords(between(deployedAt, onset))} before ${onsetKnown ? 'the trouble began' : 'it was noticed'}`;
  return `the deployment of ${shortName(from)} at ${clock(deployedAt)}, ${before}`;
}
