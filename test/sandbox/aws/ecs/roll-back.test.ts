import { beforeEach, describe, expect, it } from 'vitest';

import { createRegistry } from '../../../../sandbox/aws/ecr/registry.js';
import { shownDeployments } from '../../../../sandbox/aws/ecs/counts.js';
import { newService } from '../../../../sandbox/aws/ecs/create-service.js';
import { beginDeployment, completeDeployment } from '../../../../sandbox/aws/ecs/deployments.js';
import type { Deployment, Service, TaskDefinition } from '../../../../sandbox/aws/ecs/records.js';
import {
  beginRequestedRollbacks,
  failByAlarm,
  requestRollback,
  tripCircuitBreaker,
} from '../../../../sandbox/aws/ecs/roll-back.js';

let service: Service;
let now: number;
let oldest: Deployment;
let good: Deployment;
let bad: Deployment;

const definition = (revision: number): TaskDefinition => ({
  arn: `api:${revision}`,
  family: 'api',
  revision,
  containers: [],
  registered: {},
  registeredAt: 0,
  registeredBy: 'ci',
  tags: [],
  status: 'ACTIVE',
});

const begin = (revision: number): Deployment => {
  now += 10;
  const time = { timeScale: 1, now: () => now, lasts: (seconds: number) => seconds, pass: () => Promise.resolve() };
  return beginDeployment({ time, registry: createRegistry(() => now) }, service, definition(revision));
};

beforeEach(() => {
  now = 0;
  const cluster = { arn: 'arn', name: 'prod', services: new Map(), tags: [], standalone: [] };
  const network = { awsvpcConfiguration: { subnets: [], securityGroups: [], assignPublicIp: 'DISABLED' as const } };
  const deploymentCircuitBreaker = {
    enable: true,
    rollback: true,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT' as const, value: 50 },
  };
  const settings = { healthCheckGracePeriodSeconds: 0, enableExecuteCommand: false, loadBalancers: [], tags: [] };
  const wanted = {
    serviceName: 'api',
    desiredCount: 2,
    deploymentConfiguration: { deploymentCircuitBreaker },
    ...settings,
  };
  service = newService(cluster, wanted, network, 'ci', 0);
  oldest = begin(1);
  completeDeployment(service, oldest, now);
  good = begin(2);
  completeDeployment(service, good, now);
  bad = begin(3);
});

const primary = () => shownDeployments(service)[0];

describe('a rollback that was requested', () => {
  beforeEach(() => requestRollback(bad.serviceDeployment, 'StopServiceDeployment', now));

  it('begins only when it is due, and goes to the source', () => {
    beginRequestedRollbacks(service, { due: now - 1, now });
    expect(primary()).toBe(bad);

    beginRequestedRollbacks(service, { due: now, now });
    expect(primary()).toBe(good);
    expect(bad.serviceDeployment).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      rollback: { serviceRevisionArn: good.revision.arn },
    });
  });

  it('has failed when what it went to fails too, and takes no second step', () => {
    beginRequestedRollbacks(service, { due: now, now });
    tripCircuitBreaker(service, good, now);

    expect(bad.serviceDeployment.status).toBe('ROLLBACK_FAILED');
    expect(good.serviceDeployment.status).toBe('SUCCESSFUL');
    expect(primary()).toMatchObject({ id: good.id, rolloutState: 'FAILED' });
  });

  it('goes past an unfinished deployment to the source that was completed last', () => {
    const next = begin(4);
    requestRollback(next.serviceDeployment, 'StopServiceDeployment', now);
    beginRequestedRollbacks(service, { due: now, now });

    expect(bad.serviceDeployment.status).toBe('STOPPED');
    expect(next.serviceDeployment.sources).toEqual([bad.revision, good.revision, oldest.revision]);
    expect(primary()).toBe(good);
  });
});

it('stops a deployment by alarm where alarms may not roll back', () => {
  failByAlarm(service, bad, ['5xx'], now);

  expect(bad.serviceDeployment).toMatchObject({
    status: 'STOPPED',
    alarms: { status: 'TRIGGERED', triggered: ['5xx'] },
  });
  expect(primary()).toMatchObject({ id: bad.id, rolloutState: 'FAILED' });
});
