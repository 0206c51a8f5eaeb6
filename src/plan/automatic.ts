// Runbook › Method 1 in a plan: whether ECS can take back what it is deploying, and what that would change.
import { runInWords, runThatRollsBack } from '../pipeline.js';
import type { PlannedMethod } from '../plan-shape.js';
import { clock } from '../runbook/wording.js';
import { decideTakeBack, isInProgress, type TakeBackDecision, takeBackCall } from '../take-back.js';
import { takeBackCommands } from './commands.js';
import type { LadderFacts } from './methods.js';
import { dispatchCommands, followRunCommands } from './pipeline-commands.js';

const newestFirst = ({ serviceDeployments }: LadderFacts['situation']) =>
  serviceDeployments.state === 'known'
    ? serviceDeployments.value.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    : [];

function decisionOf({ situation, from, target }: LadderFacts): TakeBackDecision {
  if (target.kind === 'none') return { do: 'refuse', why: 'there is no target' };
  if (situation.serviceDeployments.state !== 'known')
    return { do: 'refuse', why: 'what ECS is deploying is not known' };
  return decideTakeBack(newestFirst(situation), {
    target: target.target.release.taskDefinition,
    from: from.taskDefinition,
  });
}

/** Why not; undefined where ECS can go back, or the pipeline does or can. */
export function automaticRefused(facts: LadderFacts): string | undefined {
  const decision = decisionOf(facts);
  if (decision.do !== 'refuse' || runThatRollsBack(facts.situation.pipeline) !== undefined) return undefined;
  return mayDispatch(facts) ? undefined : decision.why;
}

/** Method 1 is for a deployment in progress: a release that was deployed long ago is not the pipeline's to take back. */
const mayDispatch = ({ entry, situation, from }: LadderFacts): boolean => {
  const [newest] = newestFirst(situation);
  return (
    entry.github?.rollback !== undefined &&
    newest !== undefined &&
    isInProgress(newest) &&
    newest.taskDefinition === from.taskDefinition
  );
};

export function automaticDetails(facts: LadderFacts): Pick<PlannedMethod, 'reason' | 'predictedMs' | 'commands'> {
  const { entry, situation } = facts;
  const decision = decisionOf(facts);
  const predictedMs = entry.timings.methods.automatic.expected;
  const run = runThatRollsBack(situation.pipeline);
  if (run !== undefined) {
    const commands = [...followRunCommands(entry, run), ...takeBackCommands(entry)];
    return { reason: `the pipeline rolls back already and is followed: ${runInWords(run)}`, predictedMs, commands };
  }
  if (decision.do === 'refuse') {
    const reason = `${decision.why}: the pipeline's rollback workflow is dispatched`;
    return { reason, predictedMs, commands: dispatchCommands(facts) };
  }
  const { createdAt, stage } = decision.deployment;
  if (decision.do === 'follow') {
    return { reason: 'ECS is going back by itself: it is followed', predictedMs, commands: takeBackCommands(entry) };
  }
  const where = stage === undefined ? 'in progress' : `in progress (${stage})`;
  const runsStill = stage === undefined ? '' : ', whose tasks still run: only the traffic moves';
  const reason = `${takeBackCall(decision.deployment)}: the deployment of ${clock(createdAt)} is ${where} and comes from the target${runsStill}`;
  return { reason, predictedMs, commands: takeBackCommands(entry, decision.deployment) };
}
