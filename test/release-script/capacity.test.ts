import { describe, expect, it } from 'vitest';
import { type CapacityFacts, judgeCapacity } from '../../src/release-script/capacity.js';
import { aQuota } from '../support/a-quota.js';
import { anEntry, aSituation, now } from '../support/a-situation.js';

const { service } = aSituation();
const active = { status: 'ACTIVE', pendingTasks: 0 };
const event = (message: string) => ({ at: now, message: `(service api) ${message}` });
const judged = (given: Partial<typeof service>, facts: CapacityFacts = { cluster: active }) =>
  judgeCapacity(anEntry(), { ...service, ...given }, facts)?.why;

describe('the capacity for another deployment', () => {
  it('is there on a good day, and not denied where cluster and quotas could not be read', () => {
    expect(judged({}, { cluster: active, quotas: [aQuota()] })).toBeUndefined();
    expect(judged({}, {})).toBeUndefined();
  });

  it('is not there when ECS lists five deployments: the quota by name and number', () => {
    const [deployment] = service.deployments;
    const deployments = Array.from({ length: 5 }, () => deployment as NonNullable<typeof deployment>);
    expect(judged({ deployments })).toMatch(/deployments of one service: 5 of 5\. Wait until older ones have drained/);
  });

  it('is not there when the newest event of the service says so, and is when something newer says otherwise', () => {
    const full = event('was unable to place a task because no container instance met all of its requirements.');
    const steady = event('has reached a steady state.');
    expect(judged({ recentEvents: [full, steady] })).toMatch(
      /unable to place a task .*Look: aws ecs describe-clusters --clusters applylens-prod/,
    );
    expect(judged({ recentEvents: [steady, full] })).toBeUndefined();
  });

  it.each([
    'is unable to consistently start tasks successfully.',
    'was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 7 time(s).',
    'was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth.',
  ])('is no matter of a release whose tasks do not come up (%s)', (message) => {
    expect(judged({ recentEvents: [event(message)] })).toBeUndefined();
  });

  it('is not there in a cluster that is not ACTIVE', () => {
    expect(judged({}, { cluster: { status: 'DEPROVISIONING', pendingTasks: 0 } })).toMatch(
      /the cluster is DEPROVISIONING/,
    );
  });

  it('is not there where no task finds a place in the quota: its name, the number now, the limit, and what raises it', () => {
    expect(judged({}, { cluster: active, quotas: [aQuota({ used: 8, limit: 8 })] })).toMatch(
      /^The capacity of applylens-prod: Fargate On-Demand vCPU resource count \(L-3032A538\): 8 of 8 in use, a task needs 1\. Stop tasks that can be spared, or ask AWS for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value 12 --region us-east-1/,
    );
  });

  it('names the quota that is used up beside what ECS says', () => {
    const full = event("was unable to place a task. Reason: You've reached the limit on the number of vCPUs.");
    const quotas = [aQuota({ used: 7.5, limit: 8 })];
    expect(judged({ recentEvents: [full] }, { cluster: { ...active, pendingTasks: 2 }, quotas })).toMatch(
      /L-3032A538\): 7\.5 of 8 in use, a task needs 1 \(2 tasks pending\); \(service api\) was unable to place a task/,
    );
  });
});
