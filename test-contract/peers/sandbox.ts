// The simulated production in this process: every exchange with it is checked against AWS's own models.
import { targetGroupArn } from '../../sandbox/aws/identifiers.js';
import { joinCluster } from '../../sandbox/aws/rds/databases.js';
import { instanceIds } from '../../sandbox/instances.js';
import { aSandbox, type CheckedSandbox } from '../../test/support/a-sandbox.js';
import { describe } from '../behaviours/services.js';
import { type ContractDatabase, clientsFor, destroy, emulated, type Production, type Routing } from '../production.js';
import type { StartedPeer } from './peer.js';

/** Twice as fast as the profile `quick`. */
const timeScale = 60;

export async function startSandboxPeer(): Promise<StartedPeer> {
  const sandbox = await aSandbox({ timeScale });
  const place = emulated(sandbox.urls.aws);
  const clients = clientsFor(place);
  const [{ name: service } = { name: '' }] = sandbox.services;
  const cluster = 'applylens-prod';
  const seen = { violations: 0 };
  return {
    production: {
      ...clients,
      clientsWith: (credentials) => clientsFor({ ...place, credentials }),
      cluster,
      service,
      serviceToChange: serviceMaker(sandbox, clients, cluster),
      familyPrefix: 'contract',
      image: { repository: 'applylens-api', tag: 'prod-v1.2.2-20251016-def456' },
      ...addRouting(sandbox),
      database: addCluster(sandbox),
      role: 'arn:aws:iam::123456789012:role/runback',
      settlesWithinMs: 60_000,
      looksEveryMs: 100,
    },
    violations: () => {
      const fresh = sandbox.violations.slice(seen.violations);
      seen.violations += fresh.length;
      return fresh;
    },
    stop: async () => {
      destroy(clients);
      await sandbox.stop();
    },
  };
}

function serviceMaker(sandbox: CheckedSandbox, clients: Pick<Production, 'ecs'>, cluster: string) {
  let count = 0;
  return async () => {
    count += 1;
    const { name } = await sandbox.addService(`applylens-${count}-prod`);
    const { taskDefinition = '' } = await describe({ ...clients, cluster }, name);
    return { name, taskDefinition };
  };
}

/** Staging's instance becomes a cluster's writer. */
function addCluster({ aws: { databases } }: CheckedSandbox): ContractDatabase {
  const member = databases.instances.get(instanceIds.staging);
  if (member === undefined) throw new Error('The simulated production has no instance for staging.');
  const { id: cluster } = joinCluster(databases, member, 'contract');
  return { instance: instanceIds.production, cluster, member: member.id };
}

/** ELBv2's creating operations are not simulated: the rule and the second group are put there by hand. */
function addRouting({ aws: { loadBalancing } }: CheckedSandbox): { targetGroup: string; routing: Routing } {
  const [group] = loadBalancing.targetGroups.values();
  if (group === undefined) throw new Error('The simulated production has no target group.');
  const { loadBalancer } = group;
  const settings = { ...group.settings, arn: targetGroupArn('contract-canary'), name: 'contract-canary' };
  loadBalancing.targetGroups.set(settings.arn, { ...group, settings });
  loadBalancer.router.addTargetGroup(settings);
  const rule = `${loadBalancer.listenerArn.replace(':listener/', ':listener-rule/')}/00c0ffee00c0ffee`;
  const stable = group.settings.arn;
  loadBalancer.rules.push({
    arn: rule,
    priority: '100',
    pathPatterns: ['/contract/*'],
    forwardTo: [{ targetGroupArn: stable, weight: 1 }],
  });
  const defaultRule = loadBalancer.rules.find(({ priority }) => priority === 'default')?.arn ?? '';
  const routing = { listener: loadBalancer.listenerArn, rule, defaultRule, stable, canary: settings.arn };
  return { targetGroup: stable, routing };
}
