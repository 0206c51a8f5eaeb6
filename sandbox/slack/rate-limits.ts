// How often Slack lets a method be called.

interface Limit {
  /** As many at once. */
  readonly burst: number;
  readonly perSecond: number;
}

const tier = (perMinute: number): Limit => ({ burst: perMinute, perSecond: perMinute / 60 });
const [tier2, tier3, tier4] = [tier(20), tier(50), tier(100)];

const limits: Readonly<Record<string, Limit>> = {
  'chat.postMessage': { burst: 5, perSecond: 1 },
  'chat.update': tier3,
  'chat.getPermalink': { burst: 200, perSecond: 5 },
  'auth.test': { burst: 200, perSecond: 5 },
  'conversations.list': tier2,
  'conversations.info': tier3,
  'conversations.history': tier3,
  'conversations.replies': tier3,
  'users.info': tier4,
  'users.lookupByEmail': tier3,
};

export interface RateLimits {
  /** 0, or the whole seconds after which one more call will be taken. */
  take(method: string, channel: string | undefined): number;
}

/** Real time, whatever the pace of the simulated production. `now` in milliseconds. */
export function createRateLimits(now: () => number): RateLimits {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(method, channel) {
      const limit = limits[method];
      if (limit === undefined) return 0;
      const name = method === 'chat.postMessage' ? `${method} ${channel}` : method;
      const before = buckets.get(name) ?? { left: limit.burst, at: now() };
      const left = Math.min(limit.burst, before.left + ((now() - before.at) / 1000) * limit.perSecond);
      const isTaken = left >= 1;
      buckets.set(name, { left: isTaken ? left - 1 : left, at: now() });
      return isTaken ? 0 : Math.max(1, Math.ceil((1 - left) / limit.perSecond));
    },
  };
}
