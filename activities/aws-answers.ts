// Waits for what only a person can mend: retried by Temporal without a slot or an event in between.
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { sentenceOf } from '../src/failures.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { describeService } from './ecs-service.js';
import { createLongerPauses } from './longer-pauses.js';

const mostDeployments = 5;

/**
 * Ends when this environment's reads are answered and a deployment could be accepted. Where they were answered all the
 * time, the cause shows in changes only (a denied UpdateService): then it ends after a pause that doubles each time, so
 * that a run which tries again does not turn in a circle.
 */
export function awsAnswers({ aws }: { readonly aws: AwsAccess }): Activities['awsAnswers'] {
  const pauseOf = createLongerPauses();
  return async ({ entry }) => {
    const { attempt, workflowExecution } = activityInfo();
    await readsAnswer(aws, entry);
    if (attempt > 1) return;
    const pause = pauseOf(workflowExecution?.runId ?? '');
    throw notYet(entry, 'it answers reads; whether changes are answered too is known by trying', pause);
  };
}

async function readsAnswer(aws: AwsAccess, entry: CatalogueEntry): Promise<void> {
  const service = await describeService(aws.of(entry).ecs, entry, withinAttempt()).catch((error: unknown) => {
    throw notYet(entry, error instanceof Error ? error.message : String(error));
  });
  const deployments = service.deployments?.length ?? 0;
  if (deployments >= mostDeployments) throw notYet(entry, `${deployments} deployments are active`);
}

const notYet = ({ ecs }: CatalogueEntry, cameBack: string, nextRetryDelay?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'NotYet',
    category: ApplicationFailureCategory.BENIGN,
    message: sentenceOf({
      attempted: `Asking AWS about ${ecs.cluster}/${ecs.service} again`,
      cameBack: cameBack.replace(/\.$/, ''),
      next: 'Runback asks again by itself',
    }),
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
