import { describe, expect, it } from 'vitest';
import { whyItFailed } from '../../src/release-script/ending.js';

const script = { ssh: { destination: 'deploy@host.internal' }, folder: '/opt/scripts', application: ['python'] };
const why = (code: number, ...lines: string[]) => whyItFailed(script, code, lines);

describe('a release script that fails', () => {
  it.each([
    [
      'usage: promote_release.py [-h] {dev,staging,prod}',
      'promote_release.py: error: unrecognized arguments: --emergency',
    ],
    ['Usage: deploy COMMAND', 'unknown flag: --emergency'],
  ])('with exit 2 and its usage does not know the flags', (...lines) => {
    expect(why(2, ...lines)).toMatch(
      /does not know the flags it was given \(exit 2\): .*--emergency\. Correct script\.application/,
    );
  });

  it('with exit 2 and anything else is not said to lack flags', () => {
    expect(why(2, 'Deployment rejected by policy')).toBe(
      'The release script on deploy@host.internal: exit 2: Deployment rejected by policy. Its output is kept there (Runbook › Rollback Script Fails)',
    );
  });

  it('for its credentials says whose, on which host, and the command there', () => {
    expect(why(1, 'An error occurred (ExpiredTokenException): The security token is expired')).toMatch(
      /^The AWS credentials on deploy@host\.internal: exit 1: .*\. Refresh them on that host: ssh deploy@host\.internal 'cd \/opt\/scripts && aws sso login'/,
    );
  });

  it.each([
    [1, 'Git tag not found: no prod-v* tag points at def456', /Verify that the tag exists: git tag --list/],
    [1, 'service was unable to place a task', /Check ECS service capacity: aws ecs describe-clusters/],
    [137, 'Killed', /it was killed by signal 9; its last words: it said nothing/],
    [1, '', /exit 1: it said nothing/],
  ])('with exit %d and %j says the runbook’s remedy', (code, line, sentence) => {
    expect(why(code, line)).toMatch(sentence);
  });
});
