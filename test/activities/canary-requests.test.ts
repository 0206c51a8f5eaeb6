import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { AwsClients } from '../../activities/aws-clients.js';
import { noRequests } from '../../activities/canary-requests.js';
import type { Check } from '../../src/verification.js';
import { canaryWithout } from '../support/a-canary.js';
import { anEntry } from '../support/an-entry.js';

const minute = 60_000;
const provenAt = new Date('2026-11-27T02:00:00.000Z');

/** What each load balancer counted, minute by minute since then. */
function counted(...balancers: readonly (readonly number[])[]): AwsClients {
  const arns = balancers.map((_, index) => `arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/api-${index}/1`);
  const results = balancers.map((values, index) => ({
    Id: `m${index}`,
    Timestamps: values.map((_, at) => new Date(provenAt.getTime() + at * minute)),
    Values: values,
  }));
  return {
    elasticLoadBalancing: {
      send: async () => ({ TargetGroups: [{ TargetGroupArn: 'arn:canary', LoadBalancerArns: arns }] }),
    },
    cloudWatch: { send: async () => ({ MetricDataResults: results }) },
  } as unknown as AwsClients;
}

const ask = (clients: AwsClients) => {
  const entry = anEntry({ canary: { service: 'api-canary', targetGroup: 'api-canary' } });
  const question = { entry, shiftedAt: new Date().toISOString() };
  const asking = () => noRequests(clients, question, provenAt.toISOString(), canaryWithout());
  return new MockActivityEnvironment().run<[], Check, typeof asking>(asking);
};

describe('requests to a canary', () => {
  it('are over when the newest minute that was counted has none', async () => {
    expect(await ask(counted([3, 0]))).toMatchObject({ verdict: 'passed', evidence: expect.stringContaining('02:01') });
  });

  it('are not over because of a quiet minute before one with requests', async () => {
    expect(await ask(counted([0, 5]))).toMatchObject({
      verdict: 'not yet',
      evidence: expect.stringContaining('5 req'),
    });
  });

  it('are over when no load balancer counts any', async () => {
    expect(await ask(counted([0], [2]))).toMatchObject({ verdict: 'not yet' });
    expect(await ask(counted([0], [0]))).toMatchObject({ verdict: 'passed' });
  });

  it('are waited for where nothing was counted', async () => {
    expect(await ask(counted([]))).toMatchObject({ verdict: 'not yet', evidence: expect.stringContaining('waited') });
  });
});
