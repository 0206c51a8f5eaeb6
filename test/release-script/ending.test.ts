import { describe, expect, it } from 'vitest';
import { whyItFailed } from '../../src/release-script/ending.js';
import { judgeCapacity } from '../../src/release-script/preconditions.js';
import { aSituation, now } from '../support/a-situation.js';

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

describe('the capacity for another deployment', () => {
  const { service } = aSituation();
  const active = { status: 'ACTIVE', pendingTasks: 0 };
  const judged = (given: Partial<typeof service>, cluster = active) =>
    judgeCapacity('applylens-prod', { ...service, ...given }, cluster)?.why;

  it('is there on a good day, and not denied where the cluster could not be read', () => {
    expect(judged({})).toBeUndefined();
    expect(judgeCapacity('applylens-prod', service, undefined)).toBeUndefined();
  });

  it('is not there when ECS lists five deployments: the quota by name and number', () => {
    const [deployment] = service.deployments;
    const deployments = Array.from({ length: 5 }, () => deployment as NonNullable<typeof deployment>);
    expect(judged({ deployments })).toMatch(/deployments of one service: 5 of 5\. Wait until older ones have drained/);
  });

  it('is not there when the newest event of the service says so, and is when something newer says otherwise', () => {
    const full = {
      at: now,
      message: '(service api) was unable to place a task because no container instance met all of its requirements.',
    };
    const steady = { at: now, message: '(service api) has reached a steady state.' };
    expect(judged({ recentEvents: [full, steady] })).toMatch(
      /unable to place a task .*Look: aws ecs describe-clusters --clusters applylens-prod/,
    );
    expect(judged({ recentEvents: [steady, full] })).toBeUndefined();
  });

  it('is not there in a cluster that is not ACTIVE', () => {
    expect(judged({}, { status: 'DEPROVISIONING', pendingTasks: 0 })).toMatch(/the cluster is DEPROVISIONING/);
  });
});
