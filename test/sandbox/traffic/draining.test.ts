import { createServer, type ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listenLocally } from '../../../sandbox/traffic/listen-locally.js';
import { aDataPlane, aRule, ask, aTargetGroup, type DataPlane, stateOf } from './a-data-plane.js';

let plane: DataPlane;
let slow: Awaited<ReturnType<typeof aTargetThatHoldsRequests>>;
beforeEach(async () => {
  plane = await aDataPlane();
  plane.loadBalancer.addTargetGroup(aTargetGroup());
  plane.loadBalancer.setRules([aRule()]);
  slow = await aTargetThatHoldsRequests();
  await registerAndWait(slow.target);
});
afterEach(async () => {
  await plane.close();
  slow.close();
});

async function aTargetThatHoldsRequests() {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end();
    else held.push(response);
  });
  const port = await listenLocally(server, 0);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { target: { id: 'slow', port }, held, close };
}

async function registerAndWait(target: { id: string; port: number }) {
  plane.loadBalancer.register('arn:stable', target);
  await expect.poll(() => stateOf(plane.loadBalancer, target.id)).toBe('healthy');
}

describe('draining', () => {
  it('is what the target health says from the first moment', () => {
    plane.loadBalancer.deregister('arn:stable', slow.target).catch(() => undefined);
    expect(plane.loadBalancer.health('arn:stable')).toEqual([
      {
        target: slow.target,
        state: 'draining',
        reason: 'Target.DeregistrationInProgress',
        description: 'Target deregistration is in progress',
      },
    ]);
  });

  it('answers requests under way and sends no new ones', async () => {
    const answer = ask(plane.loadBalancer.url, '/report');
    await expect.poll(() => slow.held.length).toBe(1);
    const staying = await plane.startTask({ version: '1.2.2' });
    await registerAndWait(staying.target);
    plane.loadBalancer.updateTargetGroup(aTargetGroup({ deregistrationDelaySeconds: 300 }));
    const drained = plane.loadBalancer.deregister('arn:stable', slow.target);
    for (let sent = 0; sent < 4; sent += 1) {
      expect((await ask(plane.loadBalancer.url)).json.version).toBe('1.2.2');
    }
    expect(slow.held).toHaveLength(1);
    slow.held[0]?.end('done');
    expect(await answer).toMatchObject({ status: 200, text: 'done' });
    await drained;
    expect(stateOf(plane.loadBalancer, 'slow')).toBeUndefined();
  });

  it('lasts as long as the deregistration delay, even when nothing is under way', async () => {
    const begun = performance.now();
    await plane.loadBalancer.deregister('arn:stable', slow.target);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(plane.time.lasts(30) - 2);
  });

  it('is one and the same for repeated calls', async () => {
    const calls = [1, 2].map(() => plane.loadBalancer.deregister('arn:stable', slow.target));
    await Promise.all(calls);
    expect(plane.loadBalancer.health('arn:stable')).toEqual([]);
  });

  it('cuts off with 502 what is still under way at the end of the delay', async () => {
    const answer = ask(plane.loadBalancer.url, '/report');
    await expect.poll(() => slow.held.length).toBe(1);
    await plane.loadBalancer.deregister('arn:stable', slow.target);
    expect((await answer).status).toBe(502);
  });

  it('takes a target back that is registered again meanwhile, with what is under way there', async () => {
    const answer = ask(plane.loadBalancer.url, '/report');
    await expect.poll(() => slow.held.length).toBe(1);
    const drained = plane.loadBalancer.deregister('arn:stable', slow.target);
    plane.loadBalancer.register('arn:stable', slow.target);
    await drained;
    await expect.poll(() => stateOf(plane.loadBalancer, 'slow')).toBe('healthy');
    slow.held[0]?.end('done');
    expect((await answer).status).toBe(200);
  });

  it('ends with a rejection when the sandbox stops', async () => {
    const drained = plane.loadBalancer.deregister('arn:stable', slow.target);
    plane.time.stop();
    await expect(drained).rejects.toThrow('stopped');
  });
});
