// What startEcsDeployment is asked after a look at the production of the test.
import type { Service } from '@aws-sdk/client-ecs';
import type { Activities } from '../../activities/activities.js';
import { describeService, seenService } from '../../activities/ecs-service.js';
import type { ChosenTarget } from '../../src/plan-shape.js';
import type { Production } from './a-production.js';
import { taskDefinition } from './a-task-definition.js';

export type Start = Parameters<Activities['startEcsDeployment']>[0];

export const theTarget = (revision: number): ChosenTarget => ({
  release: { version: '1.2.2', commit: 'def456', taskDefinition: taskDefinition(revision) },
  revision,
  because: 'ran 26 h without trouble',
  pin: [],
  overridden: [],
});

export const serviceOf = ({ aws, entry }: Production): Promise<Service> =>
  describeService(aws.of(entry).ecs, entry, new AbortController().signal);

export async function aStart(production: Production, given: Partial<Start> = {}): Promise<Start> {
  const seen = seenService(await serviceOf(production));
  return {
    entry: production.entry,
    run: { workflowId: 'rollback/prod/applylens-api', runId: 'r', runKey: 'r' },
    target: theTarget(121),
    fromTaskDefinition: seen.taskDefinition,
    deploymentsSeen: seen.deployments.map(({ id }) => id),
    settings: seen.settings,
    givenUp: [],
    ...given,
  };
}

/** How many UpdateServices were applied so far. */
export const updatesOf = ({ sandbox }: Production): number =>
  sandbox.aws.calls.list('ecs:UpdateService').filter(({ applied }) => applied).length;
