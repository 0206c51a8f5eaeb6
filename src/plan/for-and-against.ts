// Design §5.4: what speaks for a rollback and what against it, so that a doubt is said aloud (decisions 20 and 36).
import type { CatalogueEntry } from '../catalogue/entry.js';
import { failingBesideInWords } from '../failing-beside.js';
import { confirmation } from '../guard/confirmation.js';
import type { ReleaseName, RollbackRequest } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { manualCriteria } from '../runbook/when-to-rollback.js';
import { clock, percent, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import { nameOf } from '../target/release-to-leave.js';
import { wentBack } from '../target/service-history.js';
import { failingThirdParties } from '../third-parties.js';
import { bothBad } from './both-bad.js';
import { changeSpeaksAgainst } from './configuration-change.js';
import { relationOf, type Suspicion } from './suspect.js';

export interface Balance {
  readonly situation: Situation;
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
  readonly from: ReleaseName;
  readonly suspicion: Suspicion;
}

const before = ({ errorRate }: Situation): number | null =>
  errorRate.state === 'known' ? errorRate.value.beforeDeployment : null;

const trigger = ({ situation, request, entry }: Balance) => confirmation(situation, request, entry);

export function speaksFor(balance: Balance): string[] {
  const { situation, entry, request, from, suspicion } = balance;
  const { verdict, evidence } = trigger(balance);
  const ratioBefore = before(situation);
  const relation = relationOf(suspicion, from);
  return [
    ...(verdict === 'breached' ? [evidence] : []),
    ...(suspicion.is === 'suspect' && suspicion.onsetKnown && relation !== undefined ? [`began ${relation}`] : []),
    ...(ratioBefore !== null && ratioBefore <= entry.errorRateAbove
      ? [`errors were ${percent(ratioBefore)} just before the deployment`]
      : []),
    ...(request.criteria ?? []).map((criterion) => `reported: ${manualCriteria[criterion]}`),
  ];
}

export function speaksAgainst(balance: Balance): string[] {
  const { situation, entry } = balance;
  const { verdict, evidence } = trigger(balance);
  const ratioBefore = before(situation);
  return [
    ...(verdict === 'not breached' ? [`the trigger is not met: ${evidence}`] : []),
    ...(verdict === 'could not measure' ? [`the trigger could not be confirmed: ${evidence}`] : []),
    ...withoutSuspect(balance),
    ...changeSpeaksAgainst(situation.parameterChanges, balance.suspicion, entry),
    ...(ratioBefore !== null && ratioBefore > entry.errorRateAbove
      ? [`errors were ${percent(ratioBefore)} already before the deployment`]
      : []),
    ...alreadyBack(balance),
    ...[bothBad(situation, entry)].flatMap((each) => each ?? []),
    ...failingThirdParties(situation.thirdParties),
    ...failingBesideInWords(situation.failingBeside, momentOf(balance)),
  ];
}

export const momentOf = ({ situation: { seenAt }, entry }: Pick<Balance, 'situation' | 'entry'>) => ({
  seenAt,
  suspectWithin: entry.timings.suspectWithin,
});

function withoutSuspect({ suspicion, request, from, entry }: Balance): string[] {
  const { is, deployedAt, onset, onsetKnown } = suspicion;
  const name = shortName(from);
  if (is === 'suspect') return [];
  if (is === 'unknown' || deployedAt === undefined) return [`when ${name} was deployed is not known`];
  if (is === 'after the trouble') {
    return [
      `the trouble is older than the deployment: ${clock(onset)}, and ${name} was deployed at ${clock(deployedAt)}`,
    ];
  }
  const age = inWords(between(deployedAt, onset));
  const within = inWords(entry.timings.suspectWithin);
  if (!onsetKnown && request.trigger?.startsAt === undefined) {
    return [`no deployment in the last ${within}: ${name} is ${age} old`];
  }
  return [`no deployment in the ${within} before the ${onsetKnown ? 'trouble' : 'alert'}: ${name} is ${age} older`];
}

/** ECS may have gone back by itself: the trouble that an alert tells of then belongs to a release that is gone. */
function alreadyBack({ situation, suspicion }: Balance): string[] {
  const back = wentBack(situation);
  if (back === undefined || between(suspicion.onset, back.at) < 0) return [];
  const to = back.to === undefined ? '' : ` to ${shortName(nameOf(situation, back.to))}`;
  return [`ECS went back from ${shortName(nameOf(situation, back.left))}${to} by itself at ${clock(back.at)}`];
}
