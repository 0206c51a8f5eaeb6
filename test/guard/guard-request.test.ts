import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/guard/evaluation.js';
import { parseGuardRequest } from '../../src/guard/guard-request.js';
import { rollbackAskedFor } from '../../src/guard/rollback-asked.js';
import { guardId } from '../../src/identifiers.js';
import { modeFor, parseRequest } from '../../src/requests.js';
import { aGuarded } from '../support/a-guard.js';
import { anEntry, now } from '../support/a-situation.js';

const asked = { service: 'applylens-api', environment: 'prod' };

describe('what starts a guard', () => {
  it('is a service, and the deployment where it is known', () => {
    expect(parseGuardRequest({ ...asked, deployment: 'ecs-svc/1234567890123456789' }).ok).toBe(true);
    expect(guardId('prod', 'applylens-api', 'ecs-svc/123')).toBe('guard/prod/applylens-api/123');
  });

  it.each([
    [undefined, /expected an object with service/],
    [{ service: 'applylens-api' }, /^environment: expected a name/],
    [{ ...asked, deployment: '../rollback' }, /^deployment: expected the id of a deployment of ECS/],
    [{ ...asked, requestedBy: 7 }, /^requestedBy: expected a name/],
    [{ ...asked, act: true }, /"act": unknown field/],
  ])('is refused with a sentence for a wrong field: %j', (given, sentence) => {
    const parsed = parseGuardRequest(given);
    expect(!parsed.ok && parsed.problems).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('the rollback that a guard asks for', () => {
  const finding: Finding = {
    name: 'LatencyDegradation',
    words: 'P95 latency >2x baseline for 10 minutes',
    evidence: 'P95 1.2 s to 1.4 s',
    doubts: [],
  };
  const asking = { ...asked, guard: 'guard/prod/applylens-api/124', at: now, requestId: 'r-1' };
  const request = rollbackAskedFor(finding, aGuarded(), asking);

  it('is a request like any other, by a machine, with what was measured', () => {
    expect(parseRequest(request)).toEqual({ ok: true, value: request });
    expect(request).toMatchObject({
      reason:
        'P95 latency >2x baseline for 10 minutes: P95 1.2 s to 1.4 s, after the deployment of v1.2.3 at 02:55 UTC (measured by its guard)',
      requestedBy: 'guard/prod/applylens-api/124',
      trigger: { kind: 'metric', name: 'LatencyDegradation', startsAt: now },
    });
  });

  it('does what the policy lets this rule do', () => {
    const mode = (modeOf: Record<string, 'observe' | 'propose' | 'act'>) =>
      modeFor(anEntry({ policy: { mode: 'act', modeOf } }).policy, request);
    expect(mode({})).toBe('act');
    expect(mode({ metric: 'propose' })).toBe('propose');
    expect(mode({ metric: 'propose', LatencyDegradation: 'observe' })).toBe('observe');
  });

  it('says why a person is to decide', () => {
    const doubtful = rollbackAskedFor({ ...finding, doubts: ['both fail alike'] }, aGuarded(), asking);
    expect(doubtful.doubts).toEqual(['both fail alike']);
  });
});
