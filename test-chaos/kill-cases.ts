// Where a kill meets each activity of a rollback: an activity type of the recorded histories without a case fails the matrix.

import { until } from '../sandbox/processes/until.js';
import { post } from '../sandbox/stage.js';
import type { TestStage } from '../test/support/a-stage.js';
import { type KillCase, ofItsCanary, ofItsTaskDefinition } from './kill-case.js';
import { deployForAWhile, deployForLong } from './long-deployment.js';

const byEcs = { request: { method: 'ecs-task' } } as const;
/**
 * ECS cannot go back to what is no source of its deployment: the pipeline is asked. Where GitHub was not asked before a
 * kill it is never asked, because that could begin a second run: a person decides.
 */
const byPipeline: KillCase = {
  request: { method: 'automatic', target: { version: '1.2.1' } },
  prepare: deployForAWhile,
  outcome: ['ROLLED_BACK', 'ABORTED'],
};
const byScript: KillCase = {
  request: { method: 'script' },
  settings: () => ({ policy: { methods: ['script'] } }),
};
const watchesForLong = () => ({ timings: { watch: '10 minutes' } });

/** As long as the fault lasts. Only the release script asks for the cluster. */
const clusterIsInactive = (stage: TestStage) =>
  stage.fault({
    fault: 'odd-answer',
    body: JSON.stringify({ clusters: [{ status: 'INACTIVE' }] }),
    operation: 'ecs:DescribeClusters',
    times: 1_000,
  });

export const killCases: Readonly<Record<string, KillCase>> = {
  lookAround: { ...byEcs, hangs: { operation: 'ecs:ListTaskDefinitions' } },
  startEcsDeployment: { ...byEcs, hangs: { operation: 'ecs:UpdateService' } },
  takeBackDeployment: {
    request: { method: 'automatic' },
    prepare: deployForLong,
    hangs: { operation: 'ecs:StopServiceDeployment' },
    changes: 0,
  },
  followDeployment: { ...byEcs, hangs: { operation: 'elasticloadbalancing:DescribeTargetHealth' } },
  tagRelease: { ...byEcs, hangs: { operation: 'ecs:TagResource', about: ofItsTaskDefinition } },
  watchRecovery: { ...byEcs, settings: watchesForLong, lasts: true },
  standTripwire: { ...byEcs, settings: watchesForLong, lasts: true },
  restoreDeploymentSettings: { ...byEcs, hangs: { operation: 'ecs:UpdateService' }, afterFirstChange: true },
  checkTargetServes: byEcs,
  forgetRun: { ...byEcs, hangs: { operation: 'ecs:UntagResource' } },
  readServing: byEcs,
  storeReport: byEcs,
  writeAudit: byEcs,
  awsAnswers: { ...byEcs, denied: { operation: 'ecs:DescribeServices', about: 'awsanswers-prod' }, lasts: true },
  measureErrorRate: {
    request: { trigger: { kind: 'alert', name: 'ErrorRateSpike' } },
    outcome: 'NOT_NEEDED',
    changes: 0,
  },
  gatherEvidence: {
    ...byEcs,
    settings: () => ({ recovery: { errorRateBelow: '0%', minimumSample: 20 } }),
    outcome: 'ABORTED',
  },
  leaveFailedDeployment: {
    request: { method: 'ecs-task', target: { commit: 'bad000' } },
    settings: () => ({ releases: { knownGood: ['bad000'] } }),
    prepare: (stage, service) => stage.deploy(service),
    outcome: 'ABORTED',
    changes: 2,
  },
  untagRelease: {
    ...byEcs,
    undoes: true,
    hangs: { operation: 'ecs:UntagResource', about: ofItsTaskDefinition },
  },
  stopPipeline: { ...byEcs, prepare: deployByPipeline },
  newestPipelineRollback: byPipeline,
  dispatchPipelineRollback: byPipeline,
  followPipelineRun: byPipeline,
  checkReleaseScript: byScript,
  releaseScriptMended: {
    ...byScript,
    prepare: clusterIsInactive,
    lasts: true,
  },
  runReleaseScript: byScript,
  findScriptDeployment: byScript,
  // In a channel of its own: how much Slack takes in a second is counted for each.
  tellChannel: { ...byEcs, of: 'incident', settings: () => ({ slack: { incidents: '#general' } }), chatHangs: true },
};

const byCanary = { request: { scope: 'canary' }, changes: 0 } as const;
const ofItsUndo = { ...byCanary, undoes: true } as const;

export const canaryKillCases: Readonly<Record<string, KillCase>> = {
  shiftTrafficToStable: {
    ...byCanary,
    hangs: { operation: 'elasticloadbalancing:ModifyRule', about: ofItsCanary },
  },
  followCanary: {
    ...byCanary,
    hangs: { operation: 'elasticloadbalancing:DescribeTargetHealth', about: ofItsCanary },
    afterFirstChange: true,
  },
  stopCanaryTasks: { ...byCanary, hangs: { operation: 'ecs:UpdateService', about: ofItsCanary } },
  readCanary: byCanary,
  restoreCanaryScaling: byCanary,
  forgetCanary: byCanary,
  readUndone: ofItsUndo,
  raiseCanaryTasks: { ...ofItsUndo, hangs: { operation: 'ecs:UpdateService', about: ofItsCanary } },
  followCanaryTasks: {
    ...ofItsUndo,
    hangs: { operation: 'elasticloadbalancing:DescribeTargetHealth', about: ofItsCanary },
    afterFirstChange: true,
  },
  giveCanaryTraffic: { ...ofItsUndo, hangs: { operation: 'elasticloadbalancing:ModifyRule', about: ofItsCanary } },
};

const evaluatedAgain =
  'it only reads, for a guard: an attempt that is lost is not measured, and the next evaluation is a quarter of a minute away';

/** Which activities no kill is staged for, and why. Those of escalations and postmortems are no rollback's. */
export const notStaged: Readonly<Record<string, string>> = {
  readFormerRuns: 'it only reads, before people are told, and the rollback does not wait for it',
  identifyDeployment: 'it only reads, before a guard begins, and is tried for an hour',
  lookAtDeployment: evaluatedAgain,
  lookBesideDeployment: evaluatedAgain,
  stopLeftOverTasks:
    'the simulated production has no deployment that stands still with both releases serving; test/activities/left-over-tasks.test.ts repeats it after a lost answer',
};

/** A run of the deploy pipeline, whose deployment has begun. */
async function deployByPipeline(stage: TestStage, service: string): Promise<void> {
  const before = await stage.deployments(service);
  await post(new URL('/github', stage.urls.control), { run: 'deploy', service: `${service}-prod` });
  await until(`${service}: the pipeline did not deploy`, 30_000, async () =>
    (await stage.deployments(service)) > before ? true : undefined,
  );
}
