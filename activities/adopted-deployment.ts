// A deployment to the target that is there already: our own after a lost answer, or somebody else's to the same release.
import { type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { DeploymentSettings, SeenDeployment } from '../src/situation.js';
import { switchedOff } from '../src/switched-off.js';
import type { StartedDeployment } from './activities.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { withoutReverting, wouldRevert } from './deployment-settings.js';
import { settingsOf } from './ecs-service.js';

export interface Adoption {
  readonly clients: AwsClients;
  readonly entry: CatalogueEntry;
  readonly signal: AbortSignal;
  readonly former: DeploymentSettings;
}

/** Taken as ours once nothing takes it back: a deployment that somebody else made has breaker and alarms as they were. */
export async function adopt(
  adoption: Adoption,
  service: Service,
  { id, taskDefinition, createdAt, rolloutState }: SeenDeployment,
): Promise<StartedDeployment> {
  const isUnderWay = service.taskDefinition === taskDefinition && rolloutState !== 'COMPLETED';
  const after = isUnderWay && wouldRevert(settingsOf(service)) ? await switchOff(adoption, service) : service;
  return {
    deploymentId: id,
    taskDefinition,
    createdAt,
    how: 'adopted',
    changedAt: createdAt,
    switchedOff: switchedOff(adoption.former, settingsOf(after)),
  };
}

/** A change of the deployment configuration alone starts no deployment. Answers the service as it is then. */
async function switchOff({ clients, entry, signal }: Adoption, service: Service): Promise<Service> {
  const { cluster, service: name } = entry.ecs;
  const command = new UpdateServiceCommand({
    cluster,
    service: name,
    deploymentConfiguration: withoutReverting(service),
  });
  const attempted = `UpdateService of ${name} to switch off what would take the deployment back`;
  const answer = await askAws(attempted, () => clients.changingEcs.send(command, { abortSignal: signal }));
  return answer.service ?? service;
}
