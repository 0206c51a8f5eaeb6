// StopServiceDeployment (facts §4): accepted while the deployment is ongoing, harmless when repeated.
import { z } from 'zod';

import { type Operations, operation } from '../operation.js';
import { AwsRefusal, invalidParameter } from '../refusal.js';
import { findServiceDeployment } from './lookup.js';
import { requestRollback } from './roll-back.js';
import type { ServiceDeployment, ServiceDeploymentStatus } from './service-deployment-record.js';
import type { SimulatedEcs } from './simulated-ecs.js';

const shape = z.object({ serviceDeploymentArn: z.string(), stopType: z.string().default('ROLLBACK') });

const stoppable: readonly ServiceDeploymentStatus[] = ['PENDING', 'IN_PROGRESS'];
const rollingBack: readonly ServiceDeploymentStatus[] = ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];

export const stopServiceDeploymentOperation = (ecs: SimulatedEcs): Operations => ({
  StopServiceDeployment: operation(shape, ({ serviceDeploymentArn, stopType }) => {
    // The model has ABORT, but its text allows ROLLBACK only.
    if (stopType !== 'ROLLBACK') throw invalidParameter('Invalid stopType. The valid values are ROLLBACK.');
    const found = findServiceDeployment(ecs, serviceDeploymentArn)?.serviceDeployment;
    if (found === undefined) {
      throw new AwsRefusal('ServiceDeploymentNotFoundException', 'Service deployment not found.');
    }
    if (stoppable.includes(found.status)) requestRollback(found, 'StopServiceDeployment', ecs.time.now());
    else if (!rollingBack.includes(found.status)) throw alreadyFinished(found);
    return { serviceDeploymentArn };
  }),
});

function alreadyFinished({ arn, status }: ServiceDeployment): AwsRefusal {
  const text = `The service deployment is not ongoing: its status is ${status}.`;
  return new AwsRefusal('ConflictException', text, 400, { resourceIds: [arn] });
}
