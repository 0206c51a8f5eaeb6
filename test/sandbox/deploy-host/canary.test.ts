import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addLoadBalancer, type LoadBalancer } from '../../../sandbox/aws/elbv2/load-balancing.js';
import { aSandbox, type CheckedSandbox } from '../../support/a-sandbox.js';
import { hasSsh, ssh } from './a-deploy-host.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ timeScale: 120 });
});
afterAll(() => sandbox?.stop());

const endCanary = 'cd /opt/applylens/deploy/scripts && python promote_release.py prod --canary-pct 0 --no-deploy';

/** A target group of the canary's name behind the service's load balancer, and a rule that sends it a tenth. */
function addCanary(): LoadBalancer {
  const { loadBalancing } = sandbox.aws;
  const [stable] = loadBalancing.targetGroups.values();
  if (!stable) throw new Error('There is no target group.');
  const { loadBalancer, settings, port } = stable;
  const { host, createdAt, router, listenerArn } = loadBalancer;
  const { arn: stableArn, ...likeStable } = settings;
  const named = { ...likeStable, name: 'applylens-api-canary-prod' };
  const place = { name: 'unused', host, port: loadBalancer.port, createdAt, containerPort: port };
  const canary = addLoadBalancer(loadBalancing, place, named, router);
  loadBalancing.loadBalancers.delete(canary.loadBalancer.arn);
  loadBalancing.targetGroups.set(canary.settings.arn, { ...canary, loadBalancer });
  const forwardTo = [
    { targetGroupArn: stableArn, weight: 90 },
    { targetGroupArn: canary.settings.arn, weight: 10 },
  ];
  const arn = `${listenerArn.replace(':listener/', ':listener-rule/')}/0123456789abcdef`;
  loadBalancer.rules.unshift({ arn, priority: '10', pathPatterns: ['/*'], forwardTo });
  return loadBalancer;
}

describe.skipIf(!hasSsh)('the release script, told to end the canary', () => {
  it('fails with exit 1 when there is none', async () => {
    const { exit, err } = await ssh(sandbox.deployHost, endCanary).ended;
    expect(exit).toBe(1);
    expect(err).toContain('(TargetGroupNotFound) when calling the DescribeTargetGroups operation');
  });

  it("takes the canary's weight, leaves the stable release's as it is, and deploys nothing", async () => {
    const { rules } = addCanary();
    const { exit, out, err } = await ssh(sandbox.deployHost, endCanary).ended;
    expect({ exit, out, err: err.trim() }).toEqual({
      exit: 0,
      err: '',
      out: "✅ Reading the canary's rules...\n✅ Canary traffic at 0%\n",
    });
    expect(rules[0]?.forwardTo.map(({ weight }) => weight)).toEqual([90, 0]);
    expect(sandbox.aws.calls.list('ecs:UpdateService')).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });
});
