import { describe, expect, it } from 'vitest';

import { createRateLimits } from '../../../sandbox/slack/rate-limits.js';

function limitsAt() {
  const clock = { now: 0 };
  const limits = createRateLimits(() => clock.now);
  const taken = (method: string, times: number, channel?: string): number[] =>
    Array.from({ length: times }, () => limits.take(method, channel));
  return { clock, taken };
}

describe('How often Slack is asked', () => {
  it('is five messages at once in a channel, and one a second from then on', () => {
    const { clock, taken } = limitsAt();
    expect(taken('chat.postMessage', 6, 'incidents')).toEqual([0, 0, 0, 0, 0, 1]);
    expect(taken('chat.postMessage', 1, 'deployments')).toEqual([0]);
    clock.now = 1_000;
    expect(taken('chat.postMessage', 2, 'incidents')).toEqual([0, 1]);
  });

  it('is fifty edits a minute over all channels', () => {
    const { clock, taken } = limitsAt();
    expect(taken('chat.update', 51, 'incidents').at(-1)).toBe(2);
    expect(taken('chat.update', 1, 'deployments')).toEqual([2]);
    clock.now = 60_000;
    expect(taken('chat.update', 51, 'incidents').filter((seconds) => seconds > 0)).toHaveLength(1);
  });
});
