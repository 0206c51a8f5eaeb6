import { describe, expect, it } from 'vitest';
import { deploymentToGuard, type Question } from '../../src/guard/whose-deployment.js';
import type { SeenServiceDeployment } from '../../src/situation.js';
import { aDeployment, theFormer } from '../support/a-guard.js';
import { anEntry, arn, aServiceDeployment, aSituation, hoursAgo, minutesAgo, now } from '../support/a-situation.js';

const primary = aDeployment({ createdAt: minutesAgo(5) });
const { service: seen } = aSituation({ service: { deployments: [primary, theFormer] } });
const found = ({ service, ...given }: Partial<Question> = {}) =>
  deploymentToGuard(
    { service: { ...seen, ...service }, record: { state: 'known', value: [] }, at: now, ...given },
    anEntry(),
  );
const recorded = (...value: SeenServiceDeployment[]) => ({ record: { state: 'known', value } as const });
const completed = { ...seen, deployments: [{ ...primary, rolloutState: 'COMPLETED' as const }] };

describe('what there is to guard', () => {
  it('is the newest deployment, or that one by its id', () => {
    expect(found()).toEqual({ deployment: primary });
    expect(found({ wanted: 'ecs-svc/124' })).toEqual({ deployment: primary });
  });

  it('is not a deployment that another one has replaced', () => {
    expect(found({ wanted: 'ecs-svc/121' })).toEqual({
      not: 'ecs-svc/121 is not its newest deployment: ecs-svc/124 of applylens-api-prod:124 is',
    });
  });

  it('is not what a rollback of Runback’s made, while its mark is on the service', () => {
    const mark = { runKey: 'r', from: 121, to: 124, at: minutesAgo(5), breakerRollback: true, alarms: 'off' } as const;
    expect(found({ service: { ...seen, unfinished: mark } })).toEqual({
      not: expect.stringMatching(/made by Runback/),
    });
  });

  it('is not what an open rollback goes back to, by whatever method', () => {
    const not = expect.stringMatching(/is what the open rollback of it goes back to/);
    expect(found({ rollbackTo: { taskDefinition: arn(124) } })).toEqual({ not });
    expect(found({ rollbackTo: { taskDefinition: arn(121) } })).toEqual({ deployment: primary });
  });

  it('is not ECS’s own way back', () => {
    const back = aServiceDeployment({ of: 125, source: 124, status: 'ROLLBACK_IN_PROGRESS', createdAt: minutesAgo(9) });
    expect(found(recorded(back))).toEqual({ not: expect.stringMatching(/ECS's own way back.*ROLLBACK_IN_PROGRESS/) });
  });

  it('is a completed one until it has baked', () => {
    const lately = aServiceDeployment({ of: 124, createdAt: minutesAgo(20), finishedAt: minutesAgo(12) });
    expect(found({ service: completed, ...recorded(lately) })).toMatchObject({ completedAt: minutesAgo(12) });
    const longAgo = aServiceDeployment({ of: 124, createdAt: hoursAgo(9), finishedAt: hoursAgo(8) });
    expect(found({ service: completed, ...recorded(longAgo) })).toEqual({
      not: expect.stringMatching(/^no deployment is in progress: the newest one was completed at .* 8 h ago$/),
    });
  });

  it('is guarded for longer, not for less, where ECS has no record of it', () => {
    expect(found({ service: completed, record: { state: 'unknown', why: 'throttled' } })).toMatchObject({
      completedAt: now,
    });
  });

  it('is nothing where ECS does not make the deployments', () => {
    expect(found({ service: { ...seen, controller: 'CODE_DEPLOY' } })).toEqual({
      not: 'its deployments are made by CODE_DEPLOY, not by ECS',
    });
  });
});
