// Makes a revision that was serving PRIMARY again, where a deployment of ours failed. The service itself is the idempotency key.
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { SeenDeployment } from '../src/situation.js';
import { switchedOff } from '../src/switched-off.js';
import type { Activities, LeftDeployment } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { withoutReverting } from './deployment-settings.js';
import { shortArn } from './ecs-releases.js';
import { describeService, seenService, settingsOf } from './ecs-service.js';

type Leave = Parameters<Activities['leaveFailedDeployment']>[0];

/** Changes nothing unless the failed deployment is PRIMARY: an earlier attempt, ECS or a person may have left it. */
export const leaveFailedDeployment =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, deploymentId, taskDefinition, backTo }: Leave): Promise<LeftDeployment> => {
    const { ecs, changingEcs } = aws.of(entry);
    const signal = withinAttempt();
    const service = await describeService(ecs, entry, signal);
    const primary = primaryOf(seenService(service).deployments);
    if (primary === undefined) return { why: 'no deployment is PRIMARY' };
    if (primary.taskDefinition === backTo) return leftFor(primary, 'was made PRIMARY again');
    if (primary.id !== deploymentId && primary.taskDefinition !== taskDefinition) {
      return { why: `PRIMARY is ${shortArn(primary.taskDefinition)} (${primary.id}), which is somebody else's` };
    }
    const attempted = `UpdateService of ${entry.ecs.service} back to ${shortArn(backTo)}`;
    const command = new UpdateServiceCommand({
      cluster: entry.ecs.cluster,
      service: entry.ecs.service,
      taskDefinition: backTo,
      deploymentConfiguration: withoutReverting(service),
    });
    const answer = await askAws(attempted, () => changingEcs.send(command, { abortSignal: signal }));
    const now = primaryOf(seenService(answer.service ?? service).deployments);
    const off = switchedOff(settingsOf(service), settingsOf(answer.service ?? service));
    const left = now === undefined ? { why: `${attempted} was accepted` } : leftFor(now, 'is PRIMARY again');
    return { ...left, switchedOff: off };
  };

const primaryOf = (deployments: readonly SeenDeployment[]): SeenDeployment | undefined =>
  deployments.find(({ status }) => status === 'PRIMARY');

const leftFor = ({ id, taskDefinition }: SeenDeployment, what: string): LeftDeployment => ({
  deploymentId: id,
  why: `${shortArn(taskDefinition)} ${what} (${id})`,
});
