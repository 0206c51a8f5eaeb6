import { type DeploymentConfiguration, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { DeploymentSettings } from '../src/situation.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeService, settingsOf } from './ecs-service.js';

/** Breaker rollback and alarms off, so that ECS does not take us back to the bad release (decision 31); all else as it is. */
export function withoutReverting(service: Service): DeploymentConfiguration {
  const { circuitBreaker, alarms } = settingsOf(service);
  return configurationWith(service, {
    circuitBreaker: { ...circuitBreaker, rollback: false },
    ...(alarms === undefined ? {} : { alarms: { ...alarms, enable: false, rollback: false } }),
  });
}

/** Whether ECS may take a deployment back to the release before it. */
export const wouldRevert = ({ circuitBreaker, alarms }: DeploymentSettings): boolean =>
  (circuitBreaker.enable && circuitBreaker.rollback) || (alarms?.enable === true && alarms.rollback);

/** The service's own configuration with these two set: UpdateService replaces what it is given as a whole. */
function configurationWith(
  { deploymentConfiguration: current }: Service,
  { circuitBreaker, alarms }: Pick<DeploymentSettings, 'circuitBreaker' | 'alarms'>,
): DeploymentConfiguration {
  const { alarms: _, ...others } = current ?? {};
  return {
    ...others,
    deploymentCircuitBreaker: { ...current?.deploymentCircuitBreaker, ...circuitBreaker },
    ...(alarms === undefined || alarms.names.length === 0
      ? {}
      : { alarms: { alarmNames: [...alarms.names], enable: alarms.enable, rollback: alarms.rollback } }),
  };
}

export const restoreDeploymentSettings =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, settings }: Parameters<Activities['restoreDeploymentSettings']>[0]) => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const service = await describeService(clients.ecs, entry, signal);
    const differs = !sameSettings(settingsOf(service), settings);
    if (differs) {
      const { cluster, service: name } = entry.ecs;
      const deploymentConfiguration = configurationWith(service, settings);
      await askAws(`UpdateService of ${name} to put its deployment settings back`, () =>
        clients.changingEcs.send(new UpdateServiceCommand({ cluster, service: name, deploymentConfiguration }), {
          abortSignal: signal,
        }),
      );
    }
    return { at: new Date().toISOString(), changed: differs };
  };

const sameSettings = (now: DeploymentSettings, former: DeploymentSettings): boolean =>
  now.circuitBreaker.enable === former.circuitBreaker.enable &&
  now.circuitBreaker.rollback === former.circuitBreaker.rollback &&
  (now.alarms?.enable ?? false) === (former.alarms?.enable ?? false) &&
  (now.alarms?.rollback ?? false) === (former.alarms?.rollback ?? false);
