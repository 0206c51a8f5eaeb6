// Runbook › Method 4 in a plan: when the canary alone is rolled back, and why not; the service is left as it is then.
import { hasNoTasks, hasNoTraffic, rollbackBegun, type SeenCanary } from '../canary.js';
import { isCanaryOnly, isOnlyStable } from '../canary-forwards.js';
import { stillHolds } from '../manual-tag.js';
import type { PlannedMethod, TargetChoice } from '../plan-shape.js';
import type { ReleaseName, RollbackRequest } from '../rollback.js';
import { markInForce } from '../run-mark.js';
import { oneLine, revisionOf } from '../runbook/wording.js';
import { runningTasks } from '../serving-seen.js';
import type { SeenService, Situation } from '../situation.js';
import { nameOf } from '../target/release-to-leave.js';
import type { TargetQuestion } from '../target.js';
import { budgetOf } from './budget.js';
import { canaryCommands } from './canary-commands.js';
import { type CanaryEvidence, canaryEvidence } from './canary-evidence.js';
import { aboutCanary } from './canary-warnings.js';
import { timeOf } from './methods.js';
import { stopCommands } from './pipeline-commands.js';
import { aboutEntry } from './warnings.js';

/** What a plan is made of, whichever way it goes. */
export interface Way {
  /** What for and against are judged by. */
  readonly judged: Situation;
  readonly from: ReleaseName;
  readonly target: TargetChoice;
  readonly methods: readonly PlannedMethod[];
  readonly warnings: readonly string[];
  readonly wouldRevertUs: readonly string[];
  readonly inARow?: string | undefined;
  readonly slowestPart?: string;
  readonly canary?: SeenCanary;
  readonly undoesCanary?: true;
}

const isCanaryAsked = ({ scope, method }: RollbackRequest): boolean => scope === 'canary' || method === 'canary';

/** Another way was asked for in so many words. */
const isServiceAsked = ({ scope, method, target, database, undoes }: RollbackRequest): boolean =>
  scope === 'service' || [method, target, database, undoes].some((each) => each !== undefined);

/** Undefined where the service itself is to be rolled back. */
export function canaryWay(question: TargetQuestion): Way | undefined {
  const { situation, entry, request, canaryBegun = false } = question;
  const evidence = canaryEvidence(situation.canary, entry);
  const confined = evidence.confined && isQuiet(situation) && entry.policy.methods.includes('canary');
  const seen = situation.canary?.state === 'known' ? situation.canary.value : undefined;
  const isBegun = seen !== undefined && rollbackBegun(seen) !== undefined;
  const isIts = !isServiceAsked(request) && (confined || isBegun);
  if (!canaryBegun && !isCanaryAsked(request) && !isIts) return undefined;
  const serves = nameOf(situation, situation.service.taskDefinition);
  return {
    judged: seen === undefined ? situation : withCanary(situation, seen),
    from: seen?.release ?? serves,
    target: seen === undefined ? nothingSeen(question) : stays(serves, evidence),
    methods: methodsOf(question, seen, evidence.words),
    warnings: [...(seen === undefined ? [] : aboutCanary(seen)), ...aboutEntry(situation, entry)],
    wouldRevertUs: [],
    ...(seen === undefined ? {} : { canary: seen }),
  };
}

const nothingSeen = (question: TargetQuestion): TargetChoice => ({
  kind: 'none',
  why: canaryRefused(question) ?? 'the canary was not seen',
  passedOver: [],
});

/** What serves beside the canary is what is returned to, and is not touched. */
const stays = (release: ReleaseName, { confined, words }: CanaryEvidence): TargetChoice => ({
  kind: 'chosen',
  target: {
    release,
    revision: Number(revisionOf(release.taskDefinition).slice(1)),
    because: confined ? words : 'it serves beside the canary',
    pin: [],
    overridden: [],
  },
  passedOver: [],
});

/** One release serves, and nobody is replacing it. */
const isQuiet = ({ service, seenAt }: Situation): boolean =>
  runningTasks(service).size === 1 && markInForce(service, seenAt) === undefined;

function methodsOf(question: TargetQuestion, seen: SeenCanary | undefined, evidence: string): PlannedMethod[] {
  const { entry, request, situation } = question;
  const alone = isCanaryAsked(request) ? 'the canary alone was asked for' : 'the canary alone is rolled back';
  const others = otherMethods(alone);
  const budgetMs = budgetOf({ method: 'canary', below: [], ...timeOf(question) });
  const refused = canaryRefused(question);
  if (refused !== undefined || seen === undefined) {
    const reason = refused ?? evidence;
    return [{ method: 'canary', use: 'passed over', reason, budgetMs, commands: [] }, ...others];
  }
  const predictedMs = entry.timings.methods.canary.expected;
  const commands = [...stopCommands(question), ...canaryCommands(entry, seen, stableGroupOf(situation))];
  return [{ method: 'canary', use: 'first', reason: evidence, predictedMs, budgetMs, commands }, ...others];
}

export const otherMethods = (reason: string): PlannedMethod[] =>
  (['automatic', 'script', 'ecs-task'] as const).map(
    (method): PlannedMethod => ({ method, use: 'passed over', reason, budgetMs: 0, commands: [] }),
  );

/** The target group that takes over where the canary alone is forwarded to. */
export const stableGroupOf = ({ service }: Pick<Situation, 'service'>): string | undefined =>
  service.targetGroupArns.length === 1 ? service.targetGroupArns[0] : undefined;

/** Why the canary cannot be rolled back, and what to do instead; undefined where it can. */
function canaryRefused({ situation, entry, canaryBegun = false, now }: TargetQuestion): string | undefined {
  const { canary, service } = situation;
  if (!entry.policy.methods.includes('canary')) return 'the policy does not allow it';
  if (canary === undefined || canary.state === 'not connected') return 'the catalogue names no canary';
  if (canary.state === 'unknown') return `the canary could not be read: ${oneLine(canary.why, 300)}`;
  const { status, service: name, forwards, targetGroupArn } = canary.value;
  if (status !== 'ACTIVE') return `its service ${name} is ${status}`;
  if (service.manualTag !== undefined && stillHolds(service.manualTag, Date.parse(now)))
    return `somebody acts by hand: runback:manual = ${oneLine(service.manualTag, 120)}. Remove the tag to go on`;
  if (!canaryBegun && isOut(canary.value)) return 'it has neither traffic nor tasks';
  return (
    notOneRelease(service) ??
    ownedRefused(canary.value) ??
    onlyRefused(forwards, targetGroupArn, stableGroupOf(situation))
  );
}

/** What takes the canary's traffic over has to be there, and one release. */
function notOneRelease(service: SeenService): string | undefined {
  const { size } = runningTasks(service);
  if (size === 1) return undefined;
  if (size === 0)
    return 'no task of the service itself runs, so nothing could take the traffic over: roll back the service';
  return 'the service itself runs more than one release: end its deployment first, or roll back the service';
}

const isOut = (canary: SeenCanary): boolean =>
  hasNoTraffic(canary) && hasNoTasks(canary) && !canary.scalingOwed && rollbackBegun(canary) === undefined;

/** Facts §5: ECS overwrites within one poll what others set. */
export function ownedRefused({ forwards, targetGroupArn }: SeenCanary): string | undefined {
  const owned = forwards.find((each) => each.ownedBy !== undefined && !isOnlyStable(each, targetGroupArn));
  if (owned === undefined) return undefined;
  return `refused: the weights of ${owned.name} are set by ECS itself for ${owned.ownedBy}; while its deployment is open take it back: aws ecs stop-service-deployment --stop-type ROLLBACK, or in its bake time aws ecs continue-service-deployment --action ROLLBACK`;
}

function onlyRefused(forwards: SeenCanary['forwards'], canary: string, stable: string | undefined): string | undefined {
  const only = forwards.find((each) => isCanaryOnly(each, canary));
  if (only === undefined || stable !== undefined) return undefined;
  return `${only.name} forwards to the canary alone, and which target group would take over is not known: change it by hand`;
}

/** Its deployment is a suspect like one of the service. */
function withCanary(situation: Situation, { release, deployedAt, desired, running }: SeenCanary): Situation {
  const { service, errorRate } = situation;
  const deployment = { id: 'canary', status: 'PRIMARY', desired, running, pending: 0, failedTasks: 0 } as const;
  const { taskDefinition } = release;
  return {
    ...situation,
    service: { ...service, deployments: [{ ...deployment, taskDefinition, createdAt: deployedAt }] },
    serviceDeployments: { state: 'known', value: [] },
    errorRate:
      errorRate.state === 'known'
        ? { state: 'known', value: { ...errorRate.value, beforeDeployment: null } }
        : errorRate,
  };
}
