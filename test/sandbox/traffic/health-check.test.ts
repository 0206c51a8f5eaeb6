import { describe, expect, it } from 'vitest';

import { matchesCode } from '../../../sandbox/traffic/health-check.js';

describe('a matcher', () => {
  it.each([
    ['200', 200, true],
    ['200', 204, false],
    ['200-299', 204, true],
    ['200-299', 300, false],
    ['200,302', 302, true],
    ['200,302', 301, false],
    ['200-204,401', 401, true],
  ])('%s of a target group takes %i as healthy: %s', (matcher, code, healthy) => {
    expect(matchesCode(matcher, code)).toBe(healthy);
  });
});
