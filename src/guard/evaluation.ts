// One evaluation of a guard: what the runbook's rules, and the comparison of both releases, say at one instant. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { FailingBeside } from '../failing-beside.js';
import type { Fact } from '../rollback.js';
import { automaticTriggers } from '../runbook/automatic-rollback-triggers.js';
import { between } from '../runbook/durations.js';
import type { JudgedTrigger } from '../runbook/judge-triggers.js';
import { judgeTriggers } from '../runbook/when-to-rollback.js';
import { percent } from '../runbook/wording.js';
import type { TriggerFacts } from '../trigger-facts.js';
import { judgeSideBySide, newReleaseWorse, type SideBySide, type SideBySideFacts } from './side-by-side.js';

export type Rule = keyof typeof automaticTriggers;

export interface Measured {
  /** ISO time of the evaluation. */
  readonly at: string;
  readonly triggers: TriggerFacts;
  readonly sideBySide: Fact<SideBySideFacts>;
}

/** What an earlier evaluation is remembered for. */
export interface Remembered {
  /** The rules just before the deployment began; absent while that could not be read. */
  readonly before?: readonly JudgedTrigger[];
  /** How both releases failed alike when both served last. */
  readonly bothBad?: string;
}

/** A rule that is breached, and was not before. */
export interface Finding {
  /** The trigger's name in the request. */
  readonly name: string;
  readonly words: string;
  readonly evidence: string;
  /** ISO time at which the trouble began, where the rule shows it. */
  readonly onset?: string;
  /** Why a person is asked, whatever the policy. */
  readonly doubts: readonly string[];
}

export interface Evaluation {
  /** Each of the runbook's rules that the catalogue has a query for. */
  readonly judged: readonly JudgedTrigger[];
  readonly sideBySide: SideBySide;
  readonly findings: readonly Finding[];
  /** Breached, but so it was before the deployment. */
  readonly already: readonly Told[];
}

/** What is told of a breached rule that rolls nothing back by itself. */
export interface Told {
  /** The trigger's name. */
  readonly name: string;
  readonly why: string;
}

export function judgeEvaluation(measured: Measured, remembered: Remembered, entry: CatalogueEntry): Evaluation {
  const { triggers } = measured;
  const judged = judgeTriggers(triggers, entry).filter(({ trigger }) => isConnected(triggers, trigger));
  const sideBySide = judgeSideBySide(measured.sideBySide, entry);
  const breached = judged.filter(({ verdict }) => verdict === 'breached');
  const wasBefore = (trigger: Rule) => remembered.before?.find((each) => each.trigger === trigger);
  const [already, since] = parted(breached, ({ trigger }) => wasBefore(trigger)?.verdict === 'breached');
  const alike = bothBadOf(sideBySide, remembered);
  return {
    judged,
    sideBySide,
    findings: [
      ...since.map((each) => findingOf(each, { triggers, before: wasBefore(each.trigger), alike })),
      ...(sideBySide.is === 'worse' ? [earlier(sideBySide, measured.at)] : []),
    ],
    already: already.map(({ trigger, evidence }) => ({
      name: automaticTriggers[trigger].name,
      why: `${evidence}; so it was before the deployment: ${wasBefore(trigger)?.evidence ?? ''}`,
    })),
  };
}

/** As it was when both served last; undefined once they were seen to differ. */
export function bothBadOf({ is, evidence }: SideBySide, { bothBad }: Pick<Remembered, 'bothBad'>): string | undefined {
  if (is === 'both bad') return evidence;
  return is === 'worse' || is === 'not worse' ? undefined : bothBad;
}

const factOf = {
  errorRateSpike: 'errorRate',
  latencyDegradation: 'latency',
  fastBurnRate: 'burnRate',
  databaseConnectionFailures: 'databaseConnections',
} as const satisfies Record<Rule, keyof TriggerFacts>;

const isConnected = (triggers: TriggerFacts, trigger: Rule): boolean =>
  triggers[factOf[trigger]].state !== 'not connected';

const parted = <T>(all: readonly T[], isFirst: (each: T) => boolean): readonly [readonly T[], readonly T[]] => [
  all.filter(isFirst),
  all.filter((each) => !isFirst(each)),
];

interface Around {
  readonly triggers: TriggerFacts;
  readonly before: JudgedTrigger | undefined;
  readonly alike: string | undefined;
}

function findingOf({ trigger, words, evidence }: JudgedTrigger, { triggers, before, alike }: Around): Finding {
  const { errorRate } = triggers;
  const onset = trigger === 'errorRateSpike' && errorRate.state === 'known' ? errorRate.value.onset : undefined;
  return {
    name: automaticTriggers[trigger].name,
    words,
    evidence,
    ...(onset === undefined ? {} : { onset }),
    doubts: [
      ...(before?.verdict === 'not breached'
        ? []
        : [
            `whether it was so before the deployment could not be measured: ${before?.evidence ?? 'it could not be read'}`,
          ]),
      ...(alike === undefined ? [] : [`both releases fail alike where both served: ${alike}`]),
    ],
  };
}

const earlier = ({ evidence }: SideBySide, at: string): Finding => ({
  name: newReleaseWorse.name,
  words: newReleaseWorse.words,
  evidence,
  onset: at,
  doubts: [],
});

export type Decision =
  | { readonly do: 'go on' }
  /** It is told, and nothing rolls back by itself. */
  | { readonly do: 'report'; readonly told: readonly Told[] }
  | { readonly do: 'roll back'; readonly finding: Finding };

/** `beside`: the other services that fail at the same time. What both releases show side by side is no matter of theirs. */
export function decide({ findings, already }: Evaluation, beside: readonly FailingBeside[], moment: Moment): Decision {
  const others = beside.filter((each) => !isDeployedLately(each, moment));
  const [own, shared] = parted(findings, ({ name }) => name === newReleaseWorse.name || others.length === 0);
  // Of two the one without a doubt; then the runbook's own rule, which comes first.
  const finding = own.find(({ doubts }) => doubts.length === 0) ?? own[0];
  if (finding !== undefined) return { do: 'roll back', finding };
  const told = [...already, ...shared.map(({ name, evidence }) => ({ name, why: `${evidence}; ${failToo(others)}` }))];
  return told.length === 0 ? { do: 'go on' } : { do: 'report', told };
}

export interface Moment {
  /** ISO time of the evaluation. */
  readonly at: string;
  /** Milliseconds before it in which a deployment is a suspect. */
  readonly suspectWithin: number;
}

const isDeployedLately = ({ deployedAt }: FailingBeside, { at, suspectWithin }: Moment): boolean =>
  deployedAt !== undefined && between(deployedAt, at) <= suspectWithin;

const failToo = (others: readonly FailingBeside[]): string =>
  `not deployed lately, but failing too: ${others.map(({ service, ratio }) => `${service} (${percent(ratio)})`).join(', ')}`;

/** Which rules could not be judged, with why; empty only where all of them could. No rule at all is a reason too. */
export function unmeasuredIn({ judged }: Evaluation): readonly string[] {
  if (judged.length === 0) return ['the catalogue has no metrics of this service'];
  return judged
    .filter(({ verdict }) => verdict === 'could not measure')
    .map(({ trigger, evidence }) => `${automaticTriggers[trigger].name}: ${evidence}`);
}
