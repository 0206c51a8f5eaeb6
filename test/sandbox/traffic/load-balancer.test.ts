import { createServer } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listenLocally } from '../../../sandbox/traffic/listen-locally.js';
import { aDataPlane, anImage, aRule, ask, aTargetGroup, type DataPlane, stateOf, sumOf } from './a-data-plane.js';

let plane: DataPlane;
beforeEach(async () => {
  plane = await aDataPlane();
  plane.loadBalancer.addTargetGroup(aTargetGroup());
  plane.loadBalancer.setRules([aRule()]);
});
afterEach(() => plane.close());

async function aHealthyTask(version: string, arn = 'arn:stable') {
  const task = await plane.startTask({ version }, `${version}-${Math.random().toString(36).slice(2, 8)}`);
  plane.loadBalancer.register(arn, task.target);
  await expect.poll(() => stateOf(plane.loadBalancer, task.taskId, arn)).toBe('healthy');
  return task;
}

async function versionsOf(requests: number, path = '/version', url = plane.loadBalancer.url) {
  const counts: Record<string, number> = {};
  for (let sent = 0; sent < requests; sent += 1) {
    const { json } = await ask(url, path);
    counts[String(json.version)] = (counts[String(json.version)] ?? 0) + 1;
  }
  return counts;
}

describe('health checks', () => {
  it('call a target initial until it passed as often as the healthy threshold says', async () => {
    const task = await plane.startTask();
    plane.loadBalancer.updateTargetGroup(
      aTargetGroup({ healthCheck: { ...aTargetGroup().healthCheck, healthyThreshold: 4 } }),
    );
    const begun = performance.now();
    plane.loadBalancer.register('arn:stable', task.target);
    expect(plane.loadBalancer.health('arn:stable')).toMatchObject([{ state: 'initial' }]);
    await expect.poll(() => stateOf(plane.loadBalancer, task.taskId), { interval: 5 }).toBe('healthy');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(plane.time.lasts(3 * 5) - 5);
    expect(plane.loadBalancer.health('arn:stable')).toEqual([{ target: task.target, state: 'healthy' }]);
  });

  it('take a failing target out of rotation after the unhealthy threshold', async () => {
    const [good, failing] = [await aHealthyTask('1.2.2'), await aHealthyTask('1.2.3')];
    expect(await versionsOf(10)).toEqual({ '1.2.2': 5, '1.2.3': 5 });
    plane.images.push(failing.imageDigest, anImage({ healthy: false }));
    await expect.poll(() => stateOf(plane.loadBalancer, failing.taskId)).toBe('unhealthy');
    expect(plane.loadBalancer.health('arn:stable')[1]).toMatchObject({
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [503]',
    });
    expect(await versionsOf(10)).toEqual({ '1.2.2': 10 });
    expect(stateOf(plane.loadBalancer, good.taskId)).toBe('healthy');
  });

  it('take a recovered target back', async () => {
    const task = await aHealthyTask('1.2.2');
    plane.images.push(task.imageDigest, anImage({ healthy: false }));
    await expect.poll(() => stateOf(plane.loadBalancer, task.taskId)).toBe('unhealthy');
    plane.images.push(task.imageDigest, anImage({ healthy: true }));
    await expect.poll(() => stateOf(plane.loadBalancer, task.taskId)).toBe('healthy');
  });

  it('say that checks failed when nothing listens', async () => {
    const task = await plane.startTask({ listens: false });
    plane.loadBalancer.register('arn:stable', task.target);
    await expect.poll(() => stateOf(plane.loadBalancer, task.taskId)).toBe('unhealthy');
    expect(plane.loadBalancer.health('arn:stable')[0]).toMatchObject({
      reason: 'Target.FailedHealthChecks',
      description: 'Health checks failed',
    });
  });

  it('say that the request timed out when the target is silent', async () => {
    const silent = createServer(() => undefined);
    const port = await listenLocally(silent, 0);
    plane.loadBalancer.register('arn:stable', { id: 'silent', port });
    await expect.poll(() => stateOf(plane.loadBalancer, 'silent'), { timeout: 10_000 }).toBe('unhealthy');
    expect(plane.loadBalancer.health('arn:stable')[0]).toMatchObject({
      reason: 'Target.Timeout',
      description: 'Request timed out',
    });
    silent.close();
  });

  it('leave a target group alone that no rule forwards to', async () => {
    const task = await plane.startTask();
    plane.loadBalancer.addTargetGroup(aTargetGroup({ arn: 'arn:idle', name: 'idle' }));
    plane.loadBalancer.register('arn:idle', task.target);
    expect(plane.loadBalancer.health('arn:idle')).toEqual([
      {
        target: task.target,
        state: 'unused',
        reason: 'Target.NotInUse',
        description: 'Target group is not configured to receive traffic from the load balancer',
      },
    ]);
    plane.loadBalancer.setRules([aRule({ forwardTo: [{ targetGroupArn: 'arn:idle', weight: 1 }] })]);
    await expect.poll(() => stateOf(plane.loadBalancer, task.taskId, 'arn:idle')).toBe('healthy');
  });
});

describe('answers of the load balancer itself', () => {
  it('is 503 without a healthy target, and counted', async () => {
    const { status, text } = await ask(plane.loadBalancer.url);
    expect(status).toBe(503);
    expect(text).toContain('503 Service Temporarily Unavailable');
    expect(
      await sumOf(plane, 'http_requests_total', 'code="503"', 'service="applylens-api"', 'environment="prod"'),
    ).toBe(1);
  });

  it('is 502 when the target is gone without a word, and counted', async () => {
    plane.loadBalancer.updateTargetGroup(
      aTargetGroup({ healthCheck: { ...aTargetGroup().healthCheck, unhealthyThreshold: 1000 } }),
    );
    const task = await aHealthyTask('1.2.2');
    await task.stop();
    expect((await ask(plane.loadBalancer.url)).status).toBe(502);
    expect(await sumOf(plane, 'http_requests_total', 'code="502"')).toBe(1);
  });

  it('announces the error codes of a target group as 0 before any request', async () => {
    expect(await plane.metrics.text()).toContain(
      'http_requests_total{service="applylens-api",environment="prod",code="500",target_group="applylens-api-prod"} 0',
    );
  });

  it('refuses rules for a target group it does not have', () => {
    const rule = aRule({ forwardTo: [{ targetGroupArn: 'arn:nowhere', weight: 1 }] });
    expect(() => plane.loadBalancer.setRules([rule])).toThrow('no target group arn:nowhere');
  });
});

describe('several services', () => {
  it('have a URL of their own on listeners of their own', async () => {
    plane.loadBalancer.addTargetGroup(aTargetGroup({ arn: 'arn:web', name: 'applylens-web-prod' }));
    const web = await plane.loadBalancer.addListener();
    web.setRules([aRule({ forwardTo: [{ targetGroupArn: 'arn:web', weight: 1 }] })]);
    await aHealthyTask('1.2.2');
    await aHealthyTask('7.0.0', 'arn:web');
    expect(await versionsOf(4)).toEqual({ '1.2.2': 4 });
    expect(await versionsOf(4, '/version', web.url)).toEqual({ '7.0.0': 4 });
    expect(await sumOf(plane, 'http_requests_total', 'service="applylens-web"', 'code="200"')).toBe(4);
  });

  it('can share a listener by host', async () => {
    plane.loadBalancer.addTargetGroup(aTargetGroup({ arn: 'arn:web', name: 'applylens-web-prod' }));
    const byHost = { ...aRule({ priority: '5', forwardTo: [{ targetGroupArn: 'arn:web', weight: 1 }] }) };
    const shared = await plane.loadBalancer.addListener();
    shared.setRules([aRule(), { ...byHost, hostPatterns: ['web.*'] }]);
    await aHealthyTask('1.2.2');
    await aHealthyTask('7.0.0', 'arn:web');
    expect((await ask(shared.url, '/version', { headers: { host: 'WEB.local:80' } })).json.version).toBe('7.0.0');
    expect((await ask(shared.url)).json.version).toBe('1.2.2');
  });
});
