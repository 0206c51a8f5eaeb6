// ContinueServiceDeployment (facts §4): goes on from a pause, or goes back; harmless when repeated.
import { z } from 'zod';

import { type Operations, operation } from '../operation.js';
import { AwsRefusal, invalidParameter } from '../refusal.js';
import { findServiceDeployment } from './lookup.js';
import { requestRollback } from './roll-back.js';
import type { ServiceDeployment } from './service-deployment-record.js';
import type { SimulatedEcs } from './simulated-ecs.js';

const shape = z.object({
  serviceDeploymentArn: z.string(),
  hookId: z.string(),
  action: z.enum(['CONTINUE', 'ROLLBACK']).default('CONTINUE'),
});

export const continueServiceDeploymentOperation = (ecs: SimulatedEcs): Operations => ({
  ContinueServiceDeployment: operation(shape, ({ serviceDeploymentArn, hookId, action }) => {
    const found = findServiceDeployment(ecs, serviceDeploymentArn)?.serviceDeployment;
    if (found === undefined) {
      throw new AwsRefusal('ServiceDeploymentNotFoundException', 'Service deployment not found.');
    }
    if (found.lifecycle === undefined) {
      throw new AwsRefusal('UnsupportedFeatureException', 'Its deployment strategy has no lifecycle hooks.');
    }
    if (action === 'ROLLBACK') goBack(found, hookId, ecs.time.now());
    else goOn(found, hookId);
    return { serviceDeploymentArn };
  }),
});

const hookOf = ({ lifecycle }: ServiceDeployment, hookId: string) => {
  const hook = lifecycle?.hooks.find((one) => one.hookId === hookId);
  if (hook === undefined) throw invalidParameter('The lifecycle hook was not found.');
  return hook;
};

function goOn(deployment: ServiceDeployment, hookId: string): void {
  const hook = hookOf(deployment, hookId);
  if (hook.status === 'SUCCEEDED') return;
  if (hook.status !== 'AWAITING_ACTION') throw invalidParameter(`The lifecycle hook is ${hook.status}.`);
  hook.status = 'SUCCEEDED';
}

/** Assumed: a hook that was continued may still take the deployment back while that is in progress, its bake included. */
function goBack(deployment: ServiceDeployment, hookId: string, now: number): void {
  const hook = hookOf(deployment, hookId);
  if (/^ROLLBACK_(REQUESTED|IN_PROGRESS)$/.test(deployment.status)) return;
  if (deployment.status !== 'IN_PROGRESS') {
    throw invalidParameter(`The service deployment is not ongoing: its status is ${deployment.status}.`);
  }
  if (hook.status === 'AWAITING_ACTION') hook.status = 'FAILED';
  requestRollback(deployment, 'ContinueServiceDeployment', now);
}
