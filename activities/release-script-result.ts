// What ECS has to show for the release script: its word, exit 0 included, is a claim.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { sameCommit, sameVersion } from '../src/release-match.js';
import type { ReleaseName } from '../src/rollback.js';
import type { SeenDeployment } from '../src/situation.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { readHistory } from './ecs-history.js';
import { describeTaskDefinition } from './ecs-releases.js';
import { describeService, seenService } from './ecs-service.js';
import { releaseNameOf } from './release-fields.js';
import type { ScriptResult } from './release-script-activities.js';

type Question = Parameters<Activities['findScriptDeployment']>[0];

const looksEveryMs = 500;

export const findScriptDeployment =
  ({ aws }: { readonly aws: AwsAccess }): Activities['findScriptDeployment'] =>
  async (question) => {
    const { ecs } = aws.of(question.entry);
    const signal = withinAttempt();
    const end = Date.now() + question.withinMs;
    for (;;) {
      const result = await look(ecs, question, signal);
      if (result.found !== 'nothing') return result;
      if (Date.now() >= end) return (await cameAndWent(ecs, question, result, signal)) ?? result;
      await sleep(looksEveryMs, undefined, { signal });
    }
  };

/** PRIMARY alone counts: what was overtaken already is no result. */
async function look(ecs: ECSClient, question: Question, signal: AbortSignal): Promise<ScriptResult> {
  const { entry, release, deploymentsSeen, givenUp } = question;
  const { deployments } = seenService(await describeService(ecs, entry, signal));
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) return { found: 'nothing' };
  const nothing = { found: 'nothing', serves: primary.taskDefinition } as const;
  if (givenUp.includes(primary.id)) return nothing;
  if (primary.taskDefinition === release.taskDefinition) return target(primary);
  if (deploymentsSeen.includes(primary.id)) return nothing;
  const deployed = releaseNameOf(await describeTaskDefinition(ecs, primary.taskDefinition, signal), entry.release);
  return isSame(deployed, release)
    ? target(primary)
    : { found: 'another release', deploymentId: primary.id, release: deployed };
}

/** ECS's breaker may have gone back before the script ended. */
async function cameAndWent(
  ecs: ECSClient,
  question: Question,
  { serves }: Extract<ScriptResult, { found: 'nothing' }>,
  signal: AbortSignal,
): Promise<ScriptResult | undefined> {
  const { entry, release, historySeen } = question;
  if (historySeen === undefined) return undefined;
  const { deployments } = await readHistory(ecs, entry, signal);
  const made = deployments.find(
    ({ arn, taskDefinition }) => taskDefinition === release.taskDefinition && !historySeen.includes(arn),
  );
  if (made === undefined) return undefined;
  const { createdAt, status, statusReason } = made;
  const why = `${status}${statusReason === undefined ? '' : `, ${statusReason}`}`;
  const left = { found: 'left again', taskDefinition: release.taskDefinition, createdAt, why } as const;
  return serves === undefined ? left : { ...left, serves };
}

const target = ({ id: deploymentId, taskDefinition, createdAt }: SeenDeployment): ScriptResult => ({
  found: 'target',
  deploymentId,
  taskDefinition,
  createdAt,
});

/** A script may register a task definition of its own for the same build. */
const isSame = (one: ReleaseName, other: ReleaseName): boolean =>
  one.commit !== undefined &&
  other.commit !== undefined &&
  sameCommit(one.commit, other.commit) &&
  one.version !== undefined &&
  other.version !== undefined &&
  sameVersion(one.version, other.version);
