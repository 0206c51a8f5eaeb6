// The ladder of design §6 for this situation: which method is tried, why, how long it may take, and what it would change.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { PlannedMethod, TargetChoice } from '../plan-shape.js';
import type { Method, ReleaseName, RollbackRequest } from '../rollback.js';
import { between } from '../runbook/durations.js';
import { oneLine } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import type { TargetQuestion } from '../target.js';
import { automaticDetails, automaticRefused } from './automatic.js';
import { budgetOf } from './budget.js';
import { canaryEvidence } from './canary-evidence.js';
import { ecsTaskCommands } from './commands.js';
import { predictDeployment } from './duration.js';
import { stopCommands } from './pipeline-commands.js';
import { scriptDetails, scriptRefused } from './script.js';

export interface LadderFacts {
  readonly from: ReleaseName;
  readonly situation: Situation;
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
  readonly target: TargetChoice;
  /** ISO time. */
  readonly now: string;
  /** Who decided which methods not to try. */
  readonly skipped?: TargetQuestion['skipped'];
}

type Details = Pick<PlannedMethod, 'reason' | 'predictedMs' | 'commands'>;

const detailsOf: Partial<Record<Method, (facts: LadderFacts) => Details>> = {
  automatic: automaticDetails,
  script: scriptDetails,
};
const refusedBy: Partial<Record<Method, (facts: LadderFacts) => string | undefined>> = {
  automatic: automaticRefused,
  script: scriptRefused,
};
const ladder: readonly Method[] = ['automatic', 'script', 'ecs-task', 'canary'];

export const timeOf = ({ entry: { timings }, request, now }: Pick<LadderFacts, 'entry' | 'request' | 'now'>) => ({
  timings,
  elapsedMs: between(request.acceptedAt ?? now, now),
});

export function plannedMethods(facts: LadderFacts): PlannedMethod[] {
  const { method } = facts.request;
  const shown = method === undefined || ladder.includes(method) ? ladder : [...ladder, method];
  const usable = shown.filter((each) => whyNot(each, facts) === undefined);
  return shown.map((each): PlannedMethod => {
    const why = whyNot(each, facts);
    const below = why === undefined ? usable.slice(usable.indexOf(each) + 1) : [];
    const budgetMs = budgetOf({ method: each, below, ...timeOf(facts) });
    if (why !== undefined) return { method: each, use: 'passed over', reason: why, budgetMs, commands: [] };
    const details = (detailsOf[each] ?? ecsTask)(facts);
    const commands = [...stopCommands(facts), ...details.commands];
    const use = each === usable[0] ? 'first' : 'if the ones before fail';
    return { method: each, use, budgetMs, ...details, commands };
  });
}

function whyNot(method: Method, facts: LadderFacts): string | undefined {
  const { situation, entry, request, target } = facts;
  if (request.method !== undefined && request.method !== method) return `${request.method} alone was asked for`;
  const skip = facts.skipped?.find((each) => each.method === method);
  if (skip !== undefined) return `${skip.by} decided to skip it`;
  if (!entry.policy.methods.includes(method)) return 'the policy does not allow it';
  const byEcs = method === 'automatic' || method === 'ecs-task';
  const refused = byEcs ? controllerRefuses(situation.service.controller) : undefined;
  if (refused !== undefined) return refused;
  if (method === 'canary') return canaryEvidence(situation.canary, entry).words;
  if (!byEcs && (method !== 'script' || entry.script === undefined)) return 'not connected';
  if (request.scope === 'canary') return 'the canary alone was asked for';
  if (situation.service.status !== 'ACTIVE') return `the service is ${situation.service.status}`;
  if (situation.service.desired === 0) return 'the desired count is 0: no task would serve; raise it first';
  if (target.kind === 'none') return `there is no target: ${oneLine(target.why, 400)}`;
  return refusedBy[method]?.(facts);
}

/** Such a service refuses UpdateService with a task definition: the one that owns its deployments has to go back. */
function controllerRefuses(controller: string): string | undefined {
  if (controller === 'ECS') return undefined;
  const remedy =
    controller === 'CODE_DEPLOY'
      ? 'roll back there: aws deploy stop-deployment --auto-rollback-enabled, or deploy the former revision'
      : 'roll back with the tool that owns its task sets';
  return `refused: the deployment controller is ${controller}; ${remedy}`;
}

function ecsTask({
  situation,
  entry,
  target,
}: LadderFacts): Pick<PlannedMethod, 'reason' | 'predictedMs' | 'commands'> {
  const prediction = predictDeployment(situation);
  const commands = target.kind === 'chosen' ? ecsTaskCommands(entry, situation.service, target.target) : [];
  if ('ms' in prediction) return { reason: prediction.words, predictedMs: prediction.ms, commands };
  const predictedMs = entry.timings.methods['ecs-task'].expected;
  return { reason: `usual time of this method: ${prediction.unknown}`, predictedMs, commands };
}
