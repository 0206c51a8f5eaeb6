import { randomInt, randomUUID } from 'node:crypto';

import { containerArn, taskArn, taskId } from '../identifiers.js';
import type { Deployment, Service, Task } from './records.js';

export function newTask(service: Service, deployment: Deployment, createdAt: number): Task {
  const id = taskId();
  return {
    arn: taskArn(service.cluster.name, id),
    id,
    deployment,
    containerArn: containerArn(service.cluster.name, id),
    runtimeId: `${id}-${randomInt(1e9, 4e9)}`,
    attachmentId: randomUUID(),
    privateIp: `10.0.${randomInt(0, 256)}.${randomInt(4, 255)}`,
    createdAt,
    tags: [],
    stopOrdered: new AbortController(),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    registeredWith: [],
    healthy: false,
    failed: false,
    failureCounted: false,
  };
}
