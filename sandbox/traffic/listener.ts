// One listener of the load balancer: its port, its rules as they propagate, and the way of each request to a target.
import { type Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import type { SimulatedTime } from '../world.js';
import { forward, refuse } from './forward.js';
import { listenLocally } from './listen-locally.js';
import { type HostForwardRule, type ReadyRule, readyRules } from './listener-rules.js';
import type { ServiceLabels, TrafficMetrics } from './metrics.js';
import { keepOn, keptOn } from './stickiness.js';
import type { TargetGroup } from './target-group.js';

export interface LabelledGroup {
  readonly group: TargetGroup;
  readonly labels: ServiceLabels;
}

export interface Listener {
  readonly port: number;
  setRules(rules: readonly HostForwardRule[]): void;
  /** Whether a rule, propagated or not, forwards to the target group. */
  forwardsTo(targetGroupArn: string): boolean;
  close(): Promise<void>;
}

export interface ListenerSettings {
  readonly port: number;
  readonly time: SimulatedTime;
  readonly metrics: TrafficMetrics;
  readonly agent: Agent;
  /** AWS seconds until rules that are changed now take effect. */
  readonly propagationSeconds: () => number;
  readonly groupOf: (targetGroupArn: string) => LabelledGroup | undefined;
}

const keepAliveMilliseconds = 60_000;
const targetStickinessSeconds = 86_400;
const nobody: ServiceLabels = { service: '', environment: '' };

export async function openListener(settings: ListenerSettings): Promise<Listener> {
  const { time, propagationSeconds } = settings;
  let effective: readonly ReadyRule[] | undefined;
  let inForce = 0;
  let newest = 0;
  let configured: readonly ReadyRule[] = [];
  const server = createServer((request, response) => route(request, response, effective ?? [], settings));
  server.keepAliveTimeout = keepAliveMilliseconds;
  const port = await listenLocally(server, settings.port);
  return {
    port,
    setRules(rules) {
      const changed = readyRules(rules);
      configured = changed;
      newest += 1;
      const change = newest;
      const takeEffect = () => {
        // A newer change that propagates faster is not undone by an older one.
        if (change < inForce) return;
        inForce = change;
        effective = changed;
      };
      // The first rules have no older ones that could still be in force.
      if (effective === undefined) takeEffect();
      else time.pass(propagationSeconds()).then(takeEffect, () => undefined);
    },
    forwardsTo: (arn) => [...configured, ...(effective ?? [])].some(({ targetGroupArns }) => targetGroupArns.has(arn)),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function route(
  request: IncomingMessage,
  response: ServerResponse,
  rules: readonly ReadyRule[],
  { metrics, groupOf, time, agent }: ListenerSettings,
): void {
  const { rule, keptGroup } = ruleFor(request, rules, time);
  const arn = keptGroup ?? rule?.choose();
  const labelled = arn === undefined ? undefined : groupOf(arn);
  countWhenOver(response, metrics, labelled);
  const sticky = labelled?.group.settings.stickiness ?? false;
  const member = labelled?.group.next(sticky ? keptOn(request.headers.cookie, 'AWSALB', time.now()) : undefined);
  if (arn === undefined || !member) {
    request.resume();
    refuse(response, 503);
    return;
  }
  const cookies: string[] = [];
  const until = (seconds: number) => time.now() + time.lasts(seconds);
  if (rule?.stickinessSeconds && !keptGroup) cookies.push(keepOn('AWSALBTG', arn, until(rule.stickinessSeconds)));
  if (sticky) cookies.push(keepOn('AWSALB', member.key, until(targetStickinessSeconds)));
  forward({ request, response, target: member.target, agent, cookies, cutOff: member.cutOff });
}

function ruleFor(
  { headers, url = '/' }: IncomingMessage,
  rules: readonly ReadyRule[],
  time: SimulatedTime,
): { rule?: ReadyRule; keptGroup?: string } {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const pathname = url.replace(/[?#].*$/, '');
  const rule = rules.find((candidate) => candidate.matches(host, pathname));
  if (!rule) return {};
  const group = rule.stickinessSeconds ? keptOn(headers.cookie, 'AWSALBTG', time.now()) : undefined;
  return group !== undefined && rule.targetGroupArns.has(group) ? { rule, keptGroup: group } : { rule };
}

function countWhenOver(response: ServerResponse, metrics: TrafficMetrics, labelled: LabelledGroup | undefined): void {
  const begun = performance.now();
  response.once('close', () => {
    metrics.proxied({
      ...(labelled?.labels ?? nobody),
      targetGroup: labelled?.group.settings.name ?? '',
      // ELBv2 counts a client that left before the answer as 460.
      code: response.headersSent ? response.statusCode : 460,
      seconds: (performance.now() - begun) / 1000,
    });
  });
}
