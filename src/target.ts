// Chooses the release to return to by design §5.3: a pure function of what was seen. Every release looked at has its reasons.
import type { FormerCanary } from './canary-undo.js';
import type { CatalogueEntry } from './catalogue/entry.js';
import type { BrokenRule, ChosenTarget, PassedOver, TargetChoice } from './plan-shape.js';
import { isRequested } from './release-match.js';
import type { Method, RollbackRequest, TargetRequest } from './rollback.js';
import { fullName, oneLine } from './runbook/wording.js';
import type { SeenRelease, Situation } from './situation.js';
import { brokenRules, type Surroundings } from './target/broken-rules.js';
import { pinnedContainers } from './target/images.js';
import { onsetOf } from './target/onset.js';
import { proofOf } from './target/proven-good.js';
import { nameOf, releaseToLeave } from './target/release-to-leave.js';
import { historyOf } from './target/service-history.js';
import { lookedAtInWords, unknownTarget } from './target/unknown-target.js';

export interface TargetQuestion {
  readonly situation: Situation;
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
  /** ISO time. */
  readonly now: string;
  /** Deployments made after this ISO time do not change which release is left; without it, none is left out. */
  readonly asOf?: string;
  /** Task definition of the release to leave, where an earlier plan of the same run settled it. */
  readonly leaving?: string;
  /** What began shortly before a deployment may be the doing of its migration: whoever asks looks at the schema then. */
  readonly migrationMayBeAtFault?: boolean;
  /** The run has changed something of the canary already: it stays with it. */
  readonly canaryBegun?: boolean;
  /** What a canary had before the rollback that is undone took it out. */
  readonly undone?: FormerCanary;
  /** An approver who takes it on himself to choose a requested target in spite of rules that may be overridden. */
  readonly override?: { readonly by: string };
  /** An admin undoes: what the undone rollback itself blocked may be returned to. */
  readonly undoneByAdmin?: boolean;
  /** Methods that somebody decided not to try. */
  readonly skipped?: readonly { readonly method: Method; readonly by: string }[];
}

/** What an approver still has to agree to. */
export const overrideAskedFor = 'override asked for by';

interface Candidate {
  readonly release: SeenRelease;
  readonly broken: readonly BrokenRule[];
}

export function chooseTarget(question: TargetQuestion): TargetChoice {
  const { situation, request } = question;
  const surroundings = surroundingsOf(question);
  const looked = situation.releases
    .toSorted((a, b) => b.revision - a.revision)
    .map((release): Candidate => ({ release, broken: brokenRules(release, surroundings) }));
  const choice =
    request.target === undefined
      ? newestProvenGood(looked, situation.areOlder)
      : requested(request.target, looked, question);
  const passedOver = choice.looked.map((each) => passed(each, situation));
  if ('chosen' in choice)
    return { kind: 'chosen', target: chosenTarget(choice.chosen, question, surroundings), passedOver };
  const { why, inShort } = choice;
  return { kind: 'none', why, ...(inShort === undefined ? {} : { inShort }), passedOver };
}

function surroundingsOf({
  situation,
  entry,
  request,
  now,
  asOf,
  leaving,
  migrationMayBeAtFault = false,
  undoneByAdmin = false,
}: TargetQuestion): Surroundings {
  return {
    migrationMayBeAtFault,
    undoneByAdmin,
    entry,
    request,
    now,
    history: historyOf({ situation, now, asOf, measureMs: entry.timings.errorRateMinute }),
    leaving: leaving ?? releaseToLeave(situation, asOf).taskDefinition,
    releases: situation.releases,
    onset: onsetOf(situation, request),
    troubleMeasured: situation.errorRate.state === 'known',
  };
}

type Choice =
  | { readonly chosen: Candidate; readonly looked: readonly Candidate[] }
  | { readonly why: string; readonly inShort?: string; readonly looked: readonly Candidate[] };

function newestProvenGood(looked: readonly Candidate[], areOlder?: boolean): Choice {
  const index = looked.findIndex(({ broken }) => broken.length === 0);
  const chosen = looked[index];
  if (chosen !== undefined) return { chosen, looked: looked.slice(0, index) };
  const inShort = `none of ${looked.length} releases is proven good`;
  const why = `none of the ${lookedAtInWords(looked.length, areOlder)} is proven good: ${reasons(looked)}`;
  return { why, inShort, looked };
}

function requested(
  target: TargetRequest,
  looked: readonly Candidate[],
  { override, situation }: TargetQuestion,
): Choice {
  const asked = looked.filter(({ release }) => isRequested(release, target));
  const called = Object.values(target).join(' ');
  if (asked.length === 0) {
    const releases = looked.map(({ release }) => release);
    return { why: unknownTarget(oneLine(called, 120), releases, situation.areOlder), looked: [] };
  }
  const mayBeChosen = ({ broken }: Candidate) =>
    override !== undefined && broken.every(({ overridable }) => overridable);
  const chosen = asked.find(({ broken }) => broken.length === 0) ?? asked.find(mayBeChosen);
  if (chosen !== undefined) return { chosen, looked: asked.filter((each) => each !== chosen) };
  const way = asked.some(({ broken }) => broken.every(({ overridable }) => overridable))
    ? '; an approver may override this'
    : '; this cannot be overridden';
  return { why: `${oneLine(called, 120)} was asked for, but ${reasons(asked)}${way}`, looked: asked };
}

const reasons = (candidates: readonly Candidate[]): string =>
  candidates
    .slice(0, 6)
    .map(({ release, broken }) => `${fullName(release)}: ${broken.map(({ sentence }) => sentence).join(', ')}`)
    .join('; ');

const passed = ({ release, broken }: Candidate, situation: Situation): PassedOver => ({
  release: nameOf(situation, release.taskDefinition),
  revision: release.revision,
  broken,
});

function chosenTarget(
  candidate: Candidate,
  { situation, request, override }: TargetQuestion,
  surroundings: Surroundings,
): ChosenTarget {
  const { release, broken } = candidate;
  return {
    release: nameOf(situation, release.taskDefinition),
    revision: release.revision,
    because: becauseOf(candidate, request, override) ?? provenBecause(release, surroundings),
    pin: pinnedContainers(release),
    overridden: broken,
    ...(blamesMigration(candidate, surroundings) ? { blamesMigration: true } : {}),
  };
}

const blamesMigration = ({ release, broken }: Candidate, surroundings: Surroundings): boolean =>
  surroundings.migrationMayBeAtFault &&
  brokenRules(release, { ...surroundings, migrationMayBeAtFault: false }).length > broken.length;

function becauseOf(
  { broken }: Candidate,
  { undoes }: RollbackRequest,
  override: TargetQuestion['override'],
): string | undefined {
  if (broken.length > 0) return `asked for; ${overrideAskedFor} ${oneLine(override?.by ?? 'nobody', 60)}`;
  return undoes === undefined ? undefined : `asked for: it undoes ${oneLine(undoes, 80)}`;
}

function provenBecause(release: SeenRelease, surroundings: Surroundings): string {
  const proof = proofOf(release, surroundings);
  return 'because' in proof ? proof.because : proof.broken.sentence;
}
