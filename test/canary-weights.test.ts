import { describe, expect, it } from 'vitest';
import { weightsBeside } from '../src/canary-checks.js';
import { aCanary, canaryWithout } from './support/a-canary.js';

describe('the weights beside a service that went back', () => {
  it('fail it while the canary gets requests and runs the release that was left', () => {
    const seen = aCanary();
    expect(weightsBeside(seen, seen.release)).toMatchObject({
      name: 'Rule weights',
      verdict: 'failed',
      evidence: expect.stringMatching(/^10 % goes to the canary, which runs v1\.2\.3 .*the release that was left/),
    });
  });

  it('are said where the canary runs another release', () => {
    const { verdict, evidence } = weightsBeside(aCanary(), {
      taskDefinition: 'x:1',
      version: '1.2.2',
      commit: 'def456',
    });
    expect([verdict, evidence]).toEqual(['passed', expect.stringMatching(/^10 % goes to the canary/)]);
  });

  it('pass where the canary gets nothing, whatever it runs', () => {
    const seen = canaryWithout();
    expect(weightsBeside(seen, seen.release)).toMatchObject({ verdict: 'passed' });
  });

  it('tell a build by its version where no commit is said', () => {
    const seen = { ...aCanary(), release: { taskDefinition: 'x:2', version: '1.2.3' } };
    expect(weightsBeside(seen, { taskDefinition: 'x:1', version: 'v1.2.3' }).verdict).toBe('failed');
  });
});
