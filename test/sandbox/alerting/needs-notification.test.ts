import { describe, expect, it } from 'vitest';

import { needsNotification } from '../../../sandbox/alerting/needs-notification.js';

const group = (firing: string[], resolved: string[] = [], atMs = 0) => ({
  firing: new Set(firing),
  resolved: new Set(resolved),
  atMs,
});

describe('a group of alerts is told', () => {
  it.each([
    ['when it fires for the first time', group(['a']), undefined, true],
    ['not when it was resolved before anybody was told', group([], ['a']), undefined, false],
    ['when one more fires', group(['a', 'b']), group(['a']), true],
    ['not again while nothing changes', group(['a'], [], 999), group(['a']), false],
    ['again after the repeat interval', group(['a'], [], 1000), group(['a']), true],
    ['when one of several is resolved', group(['a'], ['b']), group(['a', 'b']), true],
    ['when all are resolved', group([], ['a']), group(['a']), true],
    ['not again when that was told', group([], ['a'], 5000), group([], ['a']), false],
    ['when it fires again after it was resolved', group(['a']), group([], ['a']), true],
  ])('%s', (_, now, last, told) => {
    expect(needsNotification(now, last, 1000)).toBe(told);
  });
});
