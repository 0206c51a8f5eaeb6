import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/rollback.js';
import { measuredImpact } from '../../src/runbook/impact.js';
import { raisedBecause, severityOf } from '../../src/runbook/severity.js';
import type { ErrorRateFacts } from '../../src/situation.js';
import { aSeries } from '../support/a-situation.js';

const measured = (ratios: readonly (number | null)[], more: Partial<ErrorRateFacts> = {}, requests = 3_600) =>
  ({
    state: 'known',
    value: { now: aSeries(ratios, { requests }), beforeDeployment: null, ...more },
  }) satisfies Fact<ErrorRateFacts>;

describe('the severity', () => {
  it.each([
    ['SEV2', 'critical', 'SEV2'],
    ['SEV1', 'warning', 'SEV1'],
    [undefined, 'SEV1', 'SEV1'],
    [undefined, 'sev-1', 'SEV1'],
    [undefined, 'Critical', 'SEV1'],
    [undefined, ' page ', 'SEV1'],
    [undefined, 'sev2', 'SEV2'],
    [undefined, 'warning', 'SEV2'],
    [undefined, 'critical-ish', 'SEV2'],
    [undefined, undefined, 'SEV2'],
  ] as const)('asked for as %s with the label %s is %s', (requested, label, expected) => {
    expect(severityOf(requested, label)).toBe(expected);
  });

  it.each([
    ['SEV2', measured([0.1, 0.24]), 'severity raised from SEV2 to SEV1: 24 % of requests fail, more than 20 %'],
    ['SEV2', measured([0.3, 0.2]), undefined],
    ['SEV1', measured([0.9]), undefined],
    ['SEV2', measured([0.9], {}, 10), undefined],
    ['SEV2', measured([0.5, 0.5, 0.5, 0.5], {}, 40), expect.stringContaining('50 %')],
    ['SEV2', measured([null]), undefined],
    ['SEV2', { state: 'unknown', why: 'no answer' }, undefined],
    ['SEV2', { state: 'not connected' }, undefined],
  ] as const)('%s: what is measured raises it, and never lowers it (%#)', (severity, facts, expected) => {
    expect(raisedBecause(severity, facts, 100)).toEqual(expected);
  });
});

describe('the impact', () => {
  const limits = { errorRateAbove: 0.05, minimumSample: 100 };

  it.each([
    [measured([0.12, 0.098], { onset: '2026-11-23T02:56:00.000Z' }), '9.8 % of requests fail, since 02:56 UTC'],
    [
      measured([0.098], { onset: '2026-11-23T02:56:00.000Z', onsetIsOlder: true }),
      '9.8 % of requests fail, since 02:56 UTC or earlier',
    ],
    [measured([0.098]), '9.8 % of requests fail'],
    [measured([0.01]), undefined],
    [{ state: 'unknown', why: 'no answer' }, undefined],
  ] as const)('is as it was measured, and is not said where it is not known (%#)', (facts, expected) => {
    expect(measuredImpact(facts, limits)).toBe(expected);
  });
});
