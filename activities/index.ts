import type { Client } from '@temporalio/client';
import type { Catalogue } from '../src/catalogue/catalogue.js';
import { acceptRequest, type Services } from './accept-request.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import { awsAnswers } from './aws-answers.js';
import type { AwsAccess } from './aws-clients.js';
import { bugsShown } from './bugs.js';
import type { CanaryActivities } from './canary-activities.js';
import { followCanary, followCanaryTasks } from './canary-follow.js';
import { giveCanaryTraffic, raiseCanaryTasks } from './canary-give-back.js';
import { readCanary } from './canary-look.js';
import { shiftTrafficToStable } from './canary-shift.js';
import { restoreCanaryScaling, stopCanaryTasks } from './canary-stop.js';
import { forgetCanary } from './canary-tags.js';
import { databaseHolds } from './database/held-by.js';
import { databaseActivities } from './database/index.js';
import { backUpDatabase } from './database-backup.js';
import { restoreDeploymentSettings } from './deployment-settings.js';
import { startEcsDeployment } from './ecs-change.js';
import { followDeployment } from './ecs-follow.js';
import { forgetRun, tagRelease, untagRelease } from './ecs-tags.js';
import { readFormerRuns } from './former-runs.js';
import { dispatchPipelineRollback, findPipelineRollback, newestPipelineRollback } from './github-dispatch.js';
import { followPipelineRun } from './github-follow.js';
import { stopPipeline } from './github-stop.js';
import { guardActivities } from './guard.js';
import { leaveFailedDeployment } from './leave-failed-deployment.js';
import { stopLeftOverTasks } from './left-over-tasks.js';
import { lookAround, measureErrorRate } from './look-around.js';
import { createLookBeside, type LookBeside } from './look-beside.js';
import { tellChannel } from './notifiers/index.js';
import { measureOutage } from './outage.js';
import { page } from './paging.js';
import { gatherPrevention } from './prevention.js';
import { createBackupReader } from './rds.js';
import { checkRelayed } from './relayed.js';
import type { ReleaseScriptActivities } from './release-script-activities.js';
import { checkReleaseScript } from './release-script-check.js';
import { releaseScriptMended } from './release-script-mended.js';
import { findScriptDeployment } from './release-script-result.js';
import { runReleaseScript } from './release-script-run.js';
import { amendReport, storeReport, writeAudit } from './report-store.js';
import { readStatus } from './rollback-status.js';
import { createRegisteredSearchAttributes } from './search-attributes.js';
import { createServicePoller } from './service-poller.js';
import { createReleaseNames, type ReleaseNames, readServing } from './serving.js';
import type { StoreActivities } from './store-activities.js';
import { takeBackDeployment } from './take-back.js';
import { checkTargetServes } from './target-checks.js';
import { describeRollback, requestOfRunning } from './temporal.js';
import { standTripwire } from './tripwire.js';
import { gatherEvidence } from './trouble-evidence.js';
import { readUndone } from './undone-report.js';
import { watchRecovery } from './watch-recovery.js';

/** What the activities reach the outside through. */
export interface Dependencies {
  readonly catalogue: Services & Pick<Catalogue, 'entries'>;
  readonly temporal: Client;
  readonly aws: AwsAccess;
  /** Folder of the reports. */
  readonly reports: string;
  /** Address of the server's state page, where there is one that people reach. */
  readonly publicUrl?: string;
  /** Reference to the key that server and worker share: `file:/path`, `env:NAME`. */
  readonly relayKey?: string;
}

/** One set a process: polls and release names are shared by all its runs. */
export function createActivities(dependencies: Dependencies): Activities {
  const { aws, temporal, catalogue } = dependencies;
  const registered = createRegisteredSearchAttributes(temporal);
  const poller = createServicePoller(aws);
  const names = createReleaseNames(aws);
  return bugsShown({
    ...ofPipeline,
    ...ofReleaseScript(aws),
    ...ofCanary(aws),
    ...ofBackups({ aws, names }, createLookBeside({ ...dependencies, poller, entries: () => catalogue.entries() })),
    ...ofStore(dependencies),
    ...databaseActivities(dependencies),
    ...databaseHolds(dependencies),
    ...guardActivities({ aws, temporal, poller, names, entries: () => catalogue.entries() }),
    acceptRequest: acceptRequest({ ...dependencies, registered }),
    checkRelayed: checkRelayed(dependencies),
    measureErrorRate: (input) => measureErrorRate(input),
    startEcsDeployment: startEcsDeployment({ aws }),
    takeBackDeployment: takeBackDeployment({ aws }),
    leaveFailedDeployment: leaveFailedDeployment({ aws }),
    stopLeftOverTasks: stopLeftOverTasks({ aws }),
    followDeployment: followDeployment({ aws, poller, names }),
    restoreDeploymentSettings: restoreDeploymentSettings({ aws }),
    tagRelease: tagRelease({ aws }),
    untagRelease: untagRelease({ aws }),
    forgetRun: forgetRun({ aws }),
    readServing: readServing({ aws, names }),
    checkTargetServes: checkTargetServes({ aws }),
    watchRecovery,
    standTripwire: standTripwire({ aws }),
    gatherEvidence: gatherEvidence({ aws }),
    gatherPrevention: gatherPrevention({ aws }),
    awsAnswers: awsAnswers({ aws }),
    page,
    tellChannel,
    readStatus: readStatus({ temporal }),
    describeRollback: describeRollback({ temporal }),
    requestOfRunning: requestOfRunning({ temporal }),
  });
}

const ofStore = (store: Pick<Dependencies, 'reports'>): StoreActivities => ({
  storeReport: storeReport(store),
  amendReport: amendReport(store),
  writeAudit: writeAudit(store),
  readUndone: readUndone(store),
  readFormerRuns: readFormerRuns(store),
});

const ofPipeline = {
  stopPipeline,
  dispatchPipelineRollback,
  newestPipelineRollback,
  findPipelineRollback,
  followPipelineRun,
};

function ofReleaseScript(aws: AwsAccess): ReleaseScriptActivities {
  const check = checkReleaseScript({ aws });
  return {
    checkReleaseScript: check,
    releaseScriptMended: releaseScriptMended(check),
    runReleaseScript,
    findScriptDeployment: findScriptDeployment({ aws }),
  };
}

function ofBackups(
  { aws, names }: { readonly aws: AwsAccess; readonly names: ReleaseNames },
  beside: LookBeside,
): Pick<Activities, 'lookAround' | 'measureOutage' | 'backUpDatabase'> {
  const backups = createBackupReader(aws);
  return {
    lookAround: lookAround({ aws, names, backups, beside }),
    measureOutage: measureOutage({ backups }),
    backUpDatabase: backUpDatabase({ aws }),
  };
}

const ofCanary = (aws: AwsAccess): CanaryActivities => ({
  readCanary: ({ entry }) => readCanary(aws.of(entry), entry, withinAttempt()),
  shiftTrafficToStable: shiftTrafficToStable({ aws }),
  stopCanaryTasks: stopCanaryTasks({ aws }),
  raiseCanaryTasks: raiseCanaryTasks({ aws }),
  giveCanaryTraffic: giveCanaryTraffic({ aws }),
  followCanaryTasks: followCanaryTasks({ aws }),
  followCanary: followCanary({ aws }),
  restoreCanaryScaling: restoreCanaryScaling({ aws }),
  forgetCanary: forgetCanary({ aws }),
});
