import { describe, expect, it } from 'vitest';
import { courseOf, olderBeside } from '../../src/guard/deployment-course.js';
import { aDeployment, aGuarded, theFormer } from '../support/a-guard.js';
import { anEntry, arn } from '../support/a-situation.js';

const { timings } = anEntry();
const guarded = aGuarded();
const at = (time: string) => `2026-11-23T${time}.000Z`;
const course = (given: Parameters<typeof aDeployment>[0], time: string, completedAt?: string) =>
  courseOf(
    guarded,
    { deployments: [aDeployment(given), theFormer] },
    { at: at(time), ...(completedAt === undefined ? {} : { completedAt: at(completedAt) }) },
    timings,
  );

describe('the deployment that is guarded', () => {
  it('is in progress until ECS has completed it', () => {
    expect(course({}, '03:40:00')).toEqual({ is: 'in progress' });
  });

  it('bakes for the soak time from when it was first seen as completed', () => {
    const completed = { rolloutState: 'COMPLETED' } as const;
    const baking = { is: 'baking', since: at('03:00:00'), until: at('03:30:00') };
    expect(course(completed, '03:00:00')).toEqual(baking);
    expect(course(completed, '03:29:45', '03:00:00')).toEqual(baking);
    expect(course(completed, '03:30:00', '03:00:00')).toMatchObject({ is: 'over', end: 'bake time over' });
  });

  it('is guarded on where it failed and ECS left it so', () => {
    expect(course({ rolloutState: 'FAILED' }, '03:00:00')).toMatchObject({ is: 'baking' });
  });

  it('is over once another one has its place', () => {
    const next = { id: 'ecs-svc/125', taskDefinition: arn(125), createdAt: at('03:01:00') };
    expect(course(next, '03:02:00')).toEqual({
      is: 'over',
      end: 'superseded',
      why: 'ecs-svc/125 of applylens-api-prod:125 took the place of v1.2.3 at 03:01 UTC',
    });
  });

  it('is no suspect after a day, and gone with its service', () => {
    expect(
      courseOf(guarded, { deployments: [aDeployment()] }, { at: '2026-11-24T02:55:00.000Z' }, timings),
    ).toMatchObject({
      end: 'out of time',
    });
    expect(courseOf(guarded, { gone: 'the service is INACTIVE' }, { at: at('03:00:00') }, timings)).toMatchObject({
      end: 'service gone',
    });
  });

  it('is compared with the other release that has the most running tasks', () => {
    const few = aDeployment({ id: 'ecs-svc/120', status: 'ACTIVE', taskDefinition: arn(120), running: 1 });
    expect(olderBeside(guarded, [aDeployment(), few, theFormer])).toBe(arn(121));
    expect(olderBeside(guarded, [aDeployment(), aDeployment({ id: 'ecs-svc/123', running: 3 })])).toBeUndefined();
    expect(olderBeside(guarded, [aDeployment(), { ...theFormer, running: 0 }])).toBeUndefined();
  });
});
