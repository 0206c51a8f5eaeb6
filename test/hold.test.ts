import { describe, expect, it } from 'vitest';
import { readHold, writeHold } from '../src/hold.js';
import { tagValueFor } from '../src/tag-value.js';

describe('the tag runback:hold', () => {
  it('tells since when, and which rollback left the release', () => {
    const kept = tagValueFor(writeHold('2026-11-23T03:09:00.000Z', 'request-1'));
    expect(readHold(kept)).toEqual({
      since: '2026-11-23T03:09:00.000Z',
      why: 'rolled back from: request-1',
      rolledBackBy: 'request-1',
    });
  });

  it('of a person is no rollback', () => {
    expect(readHold('2026-11-23T03:09:00.000Z login loop')).toEqual({
      since: '2026-11-23T03:09:00.000Z',
      why: 'login loop',
    });
    expect(readHold('until the vendor answers')).toEqual({ why: 'until the vendor answers' });
    expect(readHold('2026-99-99T99:99:99Z nonsense')).toEqual({ why: '2026-99-99T99:99:99Z nonsense' });
  });

  it('fits into a tag', () => {
    expect(writeHold('2026-11-23T03:09:00.000Z', 'r'.repeat(500)).length).toBeLessThanOrEqual(256);
  });
});
