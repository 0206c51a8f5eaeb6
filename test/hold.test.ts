import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { holdInForce, readHold, writeHold, writeHoldByPerson } from '../src/hold.js';
import { mayBeDeployed } from '../src/hold-check.js';
import { readHoldAsked } from '../src/hold-request.js';
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

const now = '2026-11-27T02:00:00.000Z';
const arn = (revision: number) => `arn:aws:ecs:us-east-1:111122223333:task-definition/api:${revision}`;

describe('a hold by a person', () => {
  it('says who, why and until when, and whether it is blocked, whatever the reason looks like', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.boolean(), fc.boolean(), (why, blocked, ends) => {
        const until = ends ? { until: '2026-12-01T00:00:00.000Z' } : {};
        const tag = writeHoldByPerson({ since: now, by: 'Ann Lee', why, blocked, ...until });
        expect(tag.length).toBeLessThanOrEqual(256);
        expect(tagValueFor(tag)).toBe(tag);
        const { why: kept, rolledBackBy: _, ...rest } = readHold(tag);
        expect(rest).toEqual({ since: now, by: 'Ann_Lee', ...until, ...(blocked ? { blocked: true } : {}) });
        expect(kept).toBe(tagValueFor(why).trim().replaceAll(/\s+/g, ' '));
      }),
    );
  });

  it('counts until its end', () => {
    const tag = writeHoldByPerson({
      since: now,
      by: 'ann',
      why: 'x',
      blocked: false,
      until: '2026-11-28T00:00:00.000Z',
    });
    expect(holdInForce(tag, '2026-11-27T23:59:59.000Z')).toMatchObject({ by: 'ann' });
    expect(holdInForce(tag, '2026-11-28T00:00:00.000Z')).toBeUndefined();
  });

  it.each<[string, string | undefined]>([
    ['3 days', '2026-11-30T02:00:00.000Z'],
    ['2026-11-27', '2026-11-27T23:59:59.000Z'],
    ['2026-12-24T08:00+01:00', '2026-12-24T07:00:00.000Z'],
  ])('ends after %s', (until, ends) => {
    expect(readHoldAsked({ by: 'ann', reason: 'x', until }, now)).toMatchObject({ ok: true, hold: { until: ends } });
  });

  it.each([
    [{ by: 'ann' }, /say why/],
    [{ by: 'ann', reason: 'x'.repeat(151) }, /151 characters/],
    [{ by: ' ', reason: 'x' }, /who says so/],
    [{ by: 'ann', reason: 'x', until: 'soon' }, /expected "3 days"/],
    [{ by: 'ann', reason: 'x', until: '2026-02-31' }, /expected "3 days"/],
    [{ by: 'ann', reason: 'x', until: '2026-11-26' }, /passed already/],
  ])('is refused as %j', (asked, problem) => {
    const read = readHoldAsked(asked, now);
    expect(read.ok === false && read.problems.join('; ')).toMatch(problem);
  });
});

describe('whether a release may be deployed', () => {
  const held = { version: '1.2.3', taskDefinition: arn(123), hold: { since: now, why: 'login loop', by: 'ann' } };
  const blocked = { version: '1.2.0', taskDefinition: arn(120), hold: { why: 'CVE', blocked: true } as const };
  const releases = [
    { version: '1.2.3', taskDefinition: arn(124) },
    held,
    { version: '1.2.2', taskDefinition: arn(121) },
    blocked,
  ];

  it.each([
    ['v1.2.3', 'held', /1\.2\.3 \(:123\) is held since 27 November by ann \(login loop\)/],
    ['1.2.0', 'blocked', /is blocked CVE/],
    ['v1.1.0', 'blocked', /blocked in the catalogue/],
    [':121', 'free', /1\.2\.2 \(:121\): not held/],
    ['v9', 'free', /none of the newest 4 task definitions is v9/],
  ])('%s is %s', (called, verdict, why) => {
    expect(mayBeDeployed(called, releases, ['1.1.0'])).toEqual({ verdict, why: expect.stringMatching(why) });
  });

  it('says what a free answer rests on where there are older task definitions', () => {
    const looked = [{ taskDefinition: arn(7), version: '1.2.3' }];
    const among = 'the newest 1 task definitions (older ones were not looked at)';
    expect(mayBeDeployed('1.2.3', looked, [], true).why).toMatch(
      new RegExp(`not held, among ${among.replaceAll(/[()]/g, '.')}$`),
    );
    expect(mayBeDeployed('1.0.0', looked, [], true).why).toBe(
      `none of ${among} is 1.0.0: nothing is held under that name`,
    );
  });
});
