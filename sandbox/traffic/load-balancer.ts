// The load balancer of the simulated production: target groups shared by listeners, each of them a real reverse proxy.
import { Agent } from 'node:http';

import type { SimulatedTime, TargetGroupSettings, TrafficRouter } from '../world.js';
import { type LabelledGroup, type Listener, openListener } from './listener.js';
import type { HostForwardRule } from './listener-rules.js';
import type { ServiceLabels, TrafficMetrics } from './metrics.js';
import { serviceLabelsOf } from './service-labels.js';
import { createTargetGroup } from './target-group.js';

/** A listener with rules of its own over the load balancer's target groups: one a service gives each its own URL. */
export interface ListeningRouter extends TrafficRouter {
  readonly url: string;
  readonly port: number;
  setRules(rules: readonly HostForwardRule[]): void;
  /** Closes this listener; on the load balancer itself: all listeners, health checks and connections. */
  close(): Promise<void>;
}

export interface LoadBalancer extends ListeningRouter {
  /** @throws Error when the port is taken; 0 asks for a free one */
  addListener(settings?: { readonly port?: number }): Promise<ListeningRouter>;
  /** AWS seconds until rules that are changed from now on take effect. */
  setPropagation(seconds: number): void;
}

export interface LoadBalancerSettings {
  readonly time: SimulatedTime;
  readonly metrics: TrafficMetrics;
  /** Port of the first listener; 0 asks for a free one. */
  readonly port: number;
  /** AWS seconds until changed rules take effect; the first rules of a listener hold at once. */
  readonly propagationSeconds?: number;
  /** Whose traffic a target group takes, for the metrics; by default read from its name. */
  readonly labelsOf?: (targetGroupName: string) => ServiceLabels;
}

type GroupRouter = Omit<TrafficRouter, 'setRules'>;

interface Groups {
  readonly router: GroupRouter;
  readonly find: (targetGroupArn: string) => LabelledGroup | undefined;
  readonly close: () => void;
}

// Argo Rollouts' users wait two minutes before they scale a canary down, ELBv2 promises nothing.
const assumedPropagationSeconds = 30;
// Shorter than the tasks keep a connection, so that none is reused in the moment in which its task closes it.
const idleConnectionMilliseconds = 60_000;

export async function createLoadBalancer(settings: LoadBalancerSettings): Promise<LoadBalancer> {
  const { time, metrics } = settings;
  let propagation = settings.propagationSeconds ?? assumedPropagationSeconds;
  const propagationSeconds = () => propagation;
  const agent = new Agent({ keepAlive: true, timeout: idleConnectionMilliseconds });
  const listeners = new Set<Listener>();
  const groups = createGroups(settings, (arn) => [...listeners].some((listener) => listener.forwardsTo(arn)));
  const addListener = async ({ port = 0 }: { readonly port?: number } = {}): Promise<ListeningRouter> => {
    const listener = await openListener({ port, time, metrics, agent, propagationSeconds, groupOf: groups.find });
    listeners.add(listener);
    return {
      ...groups.router,
      url: `http://127.0.0.1:${listener.port}`,
      port: listener.port,
      setRules: (rules) => {
        for (const { forwardTo } of rules) {
          for (const { targetGroupArn } of forwardTo) known(groups.find, targetGroupArn);
        }
        listener.setRules(rules);
      },
      async close() {
        listeners.delete(listener);
        await listener.close();
      },
    };
  };
  const first = await addListener({ port: settings.port });
  return {
    ...first,
    addListener,
    setPropagation(changed) {
      propagation = changed;
    },
    async close() {
      groups.close();
      await Promise.all([...listeners].map((listener) => listener.close()));
      agent.destroy();
    },
  };
}

function createGroups(
  { time, metrics, labelsOf = serviceLabelsOf }: LoadBalancerSettings,
  isInUse: (arn: string) => boolean,
): Groups {
  const groups = new Map<string, LabelledGroup>();
  const find = (arn: string) => groups.get(arn);
  const group = (arn: string) => known(find, arn).group;
  const router: GroupRouter = {
    addTargetGroup(settings: TargetGroupSettings) {
      const labels = labelsOf(settings.name);
      metrics.expectTargetGroup(labels, settings.name);
      const added = createTargetGroup(settings, { time, isInUse: () => isInUse(settings.arn) });
      find(settings.arn)?.group.close();
      groups.set(settings.arn, { labels, group: added });
    },
    updateTargetGroup: (settings) => group(settings.arn).update(settings),
    register: (arn, target) => group(arn).register(target),
    deregister: async (arn, target) => group(arn).deregister(target),
    health: (arn) => group(arn).health(),
  };
  const close = () => {
    for (const each of groups.values()) each.group.close();
  };
  return { router, find, close };
}

function known(find: Groups['find'], arn: string): LabelledGroup {
  const labelled = find(arn);
  if (!labelled) throw new Error(`The load balancer has no target group ${arn}; add it with addTargetGroup first.`);
  return labelled;
}
