// The rules of one listener, ready to choose by: the first match by priority, then one of its target groups by weight.
import type { ForwardRule } from '../world.js';
import { createWeightedChoice } from './weighted-choice.js';

/** A forward rule that may also ask for the request's host, as ELBv2's host-header condition does. */
export interface HostForwardRule extends ForwardRule {
  readonly hostPatterns?: readonly string[];
}

export interface ReadyRule {
  readonly targetGroupArns: ReadonlySet<string>;
  readonly stickinessSeconds?: number;
  matches(host: string, pathname: string): boolean;
  /** The target group whose turn it is; undefined when all weights are 0. */
  choose(): string | undefined;
}

/** The rules in the order in which they are tried: by priority, the default rule last. */
export function readyRules(rules: readonly HostForwardRule[]): readonly ReadyRule[] {
  return [...rules].sort((one, other) => rank(one) - rank(other)).map(readyRule);
}

function rank({ priority }: ForwardRule): number {
  return priority === 'default' ? Number.POSITIVE_INFINITY : Number(priority);
}

function readyRule({ pathPatterns, hostPatterns = [], forwardTo, stickinessSeconds }: HostForwardRule): ReadyRule {
  const paths = pathPatterns.map((pattern) => wildcard(pattern));
  const hosts = hostPatterns.map((pattern) => wildcard(pattern, 'i'));
  return {
    targetGroupArns: new Set(forwardTo.map(({ targetGroupArn }) => targetGroupArn)),
    ...(stickinessSeconds === undefined ? {} : { stickinessSeconds }),
    matches: (host, pathname) => fits(hosts, host) && fits(paths, pathname),
    choose: createWeightedChoice(forwardTo.map(({ targetGroupArn: choice, weight }) => ({ choice, weight }))),
  };
}

function fits(patterns: readonly RegExp[], text: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => pattern.test(text));
}

/** ELBv2's wildcards: `*` is any number of characters, `?` exactly one. */
function wildcard(pattern: string, flags = ''): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}
