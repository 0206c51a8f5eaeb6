import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ForwardRule } from '../../../sandbox/world.js';
import { aDataPlane, aRule, ask, aTargetGroup, type DataPlane, stateOf, sumOf } from './a-data-plane.js';

let plane: DataPlane;
beforeEach(async () => {
  plane = await aDataPlane({ propagationSeconds: 100 });
  plane.loadBalancer.addTargetGroup(aTargetGroup());
  plane.loadBalancer.addTargetGroup(aTargetGroup({ arn: 'arn:canary', name: 'applylens-api-prod-canary' }));
  plane.loadBalancer.setRules([split(90, 10)]);
  await serve('1.2.2', 'arn:stable');
  await serve('1.2.3', 'arn:canary');
});
afterEach(() => plane.close());

function split(stable: number, canary: number, stickinessSeconds?: number) {
  return aRule({
    forwardTo: [
      { targetGroupArn: 'arn:stable', weight: stable },
      { targetGroupArn: 'arn:canary', weight: canary },
    ],
    ...(stickinessSeconds === undefined ? {} : { stickinessSeconds }),
  });
}

async function serve(version: string, arn: string) {
  const task = await plane.startTask({ version }, `task-${version}`);
  plane.loadBalancer.register(arn, task.target);
  await expect.poll(() => stateOf(plane.loadBalancer, task.taskId, arn)).toBe('healthy');
}

/** A listener whose first rules hold at once. */
async function aListener(...rules: readonly ForwardRule[]): Promise<string> {
  const listener = await plane.loadBalancer.addListener();
  listener.setRules(rules);
  return listener.url;
}

const version = async (url: string, cookie?: string) =>
  (await ask(url, '/version', { headers: cookie === undefined ? {} : { cookie } })).json.version;

async function canaryShare(url: string, requests: number): Promise<number> {
  let canary = 0;
  for (let sent = 0; sent < requests; sent += 1) canary += (await version(url)) === '1.2.3' ? 1 : 0;
  return canary / requests;
}

describe('weights', () => {
  it.each([
    [90, 10, 0.1],
    [1, 999, 0.999],
    [100, 0, 0],
    [2, 1, 1 / 3],
  ])('%i to %i are kept over many requests', async (stable, canary, share) => {
    expect(await canaryShare(await aListener(split(stable, canary)), 300)).toBeCloseTo(share, 2);
  });

  it('change only after they have propagated', async () => {
    plane.loadBalancer.setRules([split(0, 100)]);
    expect(await version(plane.loadBalancer.url)).toBe('1.2.2');
    await expect.poll(() => canaryShare(plane.loadBalancer.url, 5)).toBe(1);
  });

  it('that are all 0 leave nobody to answer', async () => {
    expect((await ask(await aListener(split(0, 0)))).status).toBe(503);
  });
});

describe('rules', () => {
  it('are tried by priority, the default one last', async () => {
    const canaryOnly = [{ targetGroupArn: 'arn:canary', weight: 1 }];
    const url = await aListener(
      aRule(),
      aRule({ priority: '100', pathPatterns: ['/*'], forwardTo: canaryOnly }),
      aRule({ priority: '20', pathPatterns: ['/vers?on', '/health'] }),
    );
    expect((await ask(url, '/version?fresh=1')).json.version).toBe('1.2.2');
    await ask(url, '/agents/inbox.search/search?q=a');
    expect(await sumOf(plane, 'http_requests_total', 'code="200"', 'applylens-api-prod-canary')).toBe(1);
  });
});

describe('stickiness', () => {
  const toCanary = (seconds: number) => split(0, 100, seconds);

  it('keeps a client on its target group, even at weight 0', async () => {
    const { cookies } = await ask(await aListener(toCanary(3600)));
    expect(cookies).toEqual([expect.stringMatching(/^AWSALBTG=/)]);
    const canaryOff = await aListener(split(100, 0, 3600));
    expect(await version(canaryOff)).toBe('1.2.2');
    expect(await version(canaryOff, cookies[0])).toBe('1.2.3');
  });

  it('ends with its cookie', async () => {
    const { cookies } = await ask(await aListener(toCanary(20)));
    const canaryOff = await aListener(split(100, 0, 20));
    await expect.poll(() => version(canaryOff, cookies[0])).toBe('1.2.2');
  });

  it('is over for everyone where the rule no longer asks for it', async () => {
    const { cookies } = await ask(await aListener(toCanary(3600)));
    expect(await version(await aListener(split(100, 0)), cookies[0])).toBe('1.2.2');
  });

  it('keeps a client on its target when the target group asks for it', async () => {
    plane.loadBalancer.updateTargetGroup(aTargetGroup({ stickiness: true }));
    await serve('1.2.1', 'arn:stable');
    const url = await aListener(split(1, 0));
    const first = await ask(url);
    for (let again = 0; again < 4; again += 1) {
      expect(await version(url, first.cookies[0])).toBe(first.json.version);
    }
  });

  it.each(['AWSALBTG=nonsense', 'AWSALBTG=bnVsbA', 'AWSALBTG='])('ignores the cookie %s', async (cookie) => {
    expect(await version(await aListener(split(100, 0, 60)), cookie)).toBe('1.2.2');
  });
});
