import { describe, expect, it } from 'vitest';
import type { SeenServiceDeployment } from '../src/situation.js';
import { decideTakeBack, takeBackCall } from '../src/take-back.js';
import { arn, aServiceDeployment } from './support/a-situation.js';

const intention = { target: arn(121), from: arn(124) };
const newest = (given: Partial<SeenServiceDeployment> = {}) =>
  aServiceDeployment({ of: 124, source: 121, status: 'IN_PROGRESS', ...given });
const decide = (...deployments: SeenServiceDeployment[]) => decideTakeBack(deployments, intention);
const whyNot = (...deployments: SeenServiceDeployment[]) => {
  const decision = decide(...deployments);
  return decision.do === 'refuse' ? decision.why : decision.do;
};

describe('whether ECS can take back what it deploys', () => {
  it.each(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED'] as const)('stops a deployment that is %s', (status) => {
    expect(decide(newest({ status }))).toMatchObject({ do: 'stop' });
  });

  it.each(['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL'] as const)(
    'follows one that is %s, whoever began it',
    (status) => {
      expect(decide(newest({ status }))).toMatchObject({ do: 'follow' });
    },
  );

  it('asks by the call that fits: a paused deployment is answered at its hook', () => {
    expect(takeBackCall(newest())).toBe('StopServiceDeployment(ROLLBACK)');
    expect(takeBackCall(newest({ pausedAtHook: 'h-1' }))).toBe('ContinueServiceDeployment(ROLLBACK)');
  });

  it('refuses when nothing is in progress', () => {
    expect(whyNot(newest({ status: 'SUCCESSFUL' }))).toBe('no deployment is in progress: the newest one is SUCCESSFUL');
    expect(whyNot()).toBe('ECS has no record of a deployment');
  });

  it('refuses when its source is another release than the target', () => {
    expect(whyNot(newest({ sourceTaskDefinitions: [arn(122)] }))).toMatch(
      /ECS would go back to .*:122, and the target is .*:121/,
    );
    expect(whyNot(newest({ sourceTaskDefinitions: [arn(121), arn(122)] }))).toMatch(/:121, .*:122/);
  });

  it('refuses the first deployment, which has no source', () => {
    expect(whyNot(newest({ sourceTaskDefinitions: [] }))).toMatch(/first deployment/);
  });

  it('refuses a deployment of another release than the one to leave', () => {
    expect(whyNot(newest({ taskDefinition: arn(125) }))).toMatch(/of .*:125, not of .*:124/);
  });
});
