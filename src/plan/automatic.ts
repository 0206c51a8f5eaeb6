// Runbook › Method 1 in a plan: whether ECS can take back what it is deploying, and what that would change.
import type { PlannedMethod } from '../plan-shape.js';
import { clock } from '../runbook/wording.js';
import { decideTakeBack, type TakeBackDecision, takeBackCall } from '../take-back.js';
import { takeBackCommands } from './commands.js';
import type { LadderFacts } from './methods.js';

function decisionOf({ situation, from, target }: LadderFacts): TakeBackDecision {
  const { serviceDeployments } = situation;
  if (target.kind === 'none') return { do: 'refuse', why: 'there is no target' };
  if (serviceDeployments.state !== 'known') return { do: 'refuse', why: 'what ECS is deploying is not known' };
  const newestFirst = serviceDeployments.value.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return decideTakeBack(newestFirst, {
    target: target.target.release.taskDefinition,
    from: from.taskDefinition,
  });
}

/** Why not; undefined where it can. */
export function automaticRefused(facts: LadderFacts): string | undefined {
  const decision = decisionOf(facts);
  return decision.do === 'refuse' ? decision.why : undefined;
}

export function automaticDetails(facts: LadderFacts): Pick<PlannedMethod, 'reason' | 'predictedMs' | 'commands'> {
  const { entry } = facts;
  const decision = decisionOf(facts);
  const predictedMs = entry.timings.methods.automatic.expected;
  if (decision.do === 'refuse') return { reason: decision.why, predictedMs, commands: [] };
  const { createdAt, stage } = decision.deployment;
  if (decision.do === 'follow') {
    return { reason: 'ECS is going back by itself: it is followed', predictedMs, commands: takeBackCommands(entry) };
  }
  const where = stage === undefined ? 'in progress' : `in progress (${stage})`;
  const runsStill = stage === undefined ? '' : ', whose tasks still run: only the traffic moves';
  const reason = `${takeBackCall(decision.deployment)}: the deployment of ${clock(createdAt)} is ${where} and comes from the target${runsStill}`;
  return { reason, predictedMs, commands: takeBackCommands(entry, decision.deployment) };
}
