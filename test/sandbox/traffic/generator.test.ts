import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createTrafficGenerator, type TrafficGenerator } from '../../../sandbox/traffic/generator.js';
import { aDataPlane, anImage, aRule, aTargetGroup, type DataPlane, stateOf, sumOf } from './a-data-plane.js';

let plane: DataPlane;
let generator: TrafficGenerator | undefined;
beforeEach(async () => {
  plane = await aDataPlane();
  plane.loadBalancer.addTargetGroup(aTargetGroup());
  plane.loadBalancer.setRules([aRule()]);
});
afterEach(async () => {
  await generator?.stop();
  await plane.close();
});

async function serve(errorRate: number, taskId: string) {
  const task = await plane.startTask({ errorRate }, taskId);
  plane.loadBalancer.register('arn:stable', task.target);
  await expect.poll(() => stateOf(plane.loadBalancer, taskId)).toBe('healthy');
  return task;
}

const search = '/agents/inbox.search/search?q=meeting';
const predict = { path: '/agents/inbox.triage/predict', body: { email_id: 'test-123' } };

describe('the traffic generator', () => {
  it('produces the share of 500s that the release has, in the metrics of proxy and tasks alike', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await serve(0.2, id);
    const visits = createTrafficGenerator({
      url: plane.loadBalancer.url,
      requestsPerSecond: 200,
      paths: [search, predict],
    });
    generator = visits;
    visits.start();
    await expect.poll(() => visits.sent(), { timeout: 10_000 }).toBeGreaterThanOrEqual(200);
    await visits.stop();
    const failed = await sumOf(plane, 'http_requests_total', 'code="500"');
    expect(await sumOf(plane, 'http_requests_total')).toBe(visits.sent());
    expect(failed / visits.sent()).toBeCloseTo(0.2, 1);
    expect(await sumOf(plane, 'app_requests_total', 'code="500"')).toBe(failed);
  });

  it('sends about as many requests per second as it was told', async () => {
    await serve(0, 'a');
    const visits = createTrafficGenerator({ url: plane.loadBalancer.url, requestsPerSecond: 50, paths: [search] });
    generator = visits;
    const begun = performance.now();
    visits.start();
    visits.start();
    await expect.poll(() => visits.sent(), { timeout: 10_000 }).toBeGreaterThanOrEqual(50);
    expect((performance.now() - begun) / 1000).toBeGreaterThan(0.9);
  });

  it('carries on when nobody answers, and when the application hangs', async () => {
    const visits = createTrafficGenerator({ url: 'http://127.0.0.1:1', requestsPerSecond: 100, paths: [search] });
    visits.start();
    await expect.poll(() => visits.sent()).toBeGreaterThan(10);
    await visits.stop();
    const task = await serve(0, 'a');
    plane.images.push(task.imageDigest, anImage({ latencySeconds: 4 }));
    generator = createTrafficGenerator({ url: plane.loadBalancer.url, requestsPerSecond: 100, paths: [search] });
    generator.start();
    await expect.poll(() => generator?.sent()).toBeGreaterThan(10);
    const begun = performance.now();
    await generator.stop();
    expect(performance.now() - begun).toBeLessThan(3900);
    expect(await sumOf(plane, 'http_requests_total', 'code="200"')).toBe(0);
  });

  it('loses no request while tasks are replaced one by one', async () => {
    const old = [await serve(0, 'a'), await serve(0, 'b')];
    const visits = createTrafficGenerator({ url: plane.loadBalancer.url, requestsPerSecond: 150, paths: [search] });
    generator = visits;
    visits.start();
    for (const [index, leaving] of old.entries()) {
      await serve(0, `new-${index}`);
      await plane.loadBalancer.deregister('arn:stable', leaving.target);
      await leaving.stop();
    }
    await visits.stop();
    expect(await sumOf(plane, 'http_requests_total', 'code="200"')).toBe(visits.sent());
    expect(visits.sent()).toBeGreaterThan(20);
  });

  it.each([{ paths: [] }, { requestsPerSecond: 0 }])('refuses %j', (wrong) => {
    expect(() => createTrafficGenerator({ url: 'http://x', requestsPerSecond: 1, paths: ['/'], ...wrong })).toThrow(
      RangeError,
    );
  });
});
